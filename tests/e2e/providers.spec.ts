/** Signing in through an OpenID provider: a real one, a process of its own with its own login form. */
import type { ChildProcess } from "node:child_process";
import { addressIn, Door, words } from "../oidc/door.ts";
import { startProvider, stopProvider } from "../oidc/start-provider.ts";
import { Traveller } from "../oidc/traveller.ts";
import { expect, OWNER, test } from "./product.ts";

let provider: ChildProcess;
let issuer: string;
let origin: string;
let door: Door;

test.beforeAll(async ({ product }) => {
  ({ origin, issuer } = product);
  door = new Door(origin, issuer);
  provider = await startProvider(issuer, origin);
});

test.afterAll(() => stopProvider(provider));

test("a person is signed in by their verified address, in a browser as it is", async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await page.goto("/settings/account");
  await page.getByRole("button", { name: "Continue with Harbour ID" }).click();
  await page.getByPlaceholder("Enter any login").fill(OWNER.email);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(`${origin}/settings/account`);
  await expect(page.getByText("Linked since")).toBeVisible();
  await page.getByRole("button", { name: "Unlink Harbour ID" }).click();
  await expect(page.getByText("Not linked")).toBeVisible();
  await page.getByRole("button", { name: "Link Harbour ID" }).click();
  await expect(page).toHaveURL(`${origin}/settings/account`);
  await expect(page.getByText("Linked since")).toBeVisible();
  await context.close();
});

test("it works without JavaScript", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Continue with Harbour ID" }).click();
  await page.getByPlaceholder("Enter any login").fill(OWNER.email);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "Sandboxes", exact: true })).toBeVisible();
  await context.close();
});

test("C15: what was begun in another browser signs nobody in", async () => {
  const [attacker, victim] = [new Traveller(), new Traveller()];
  const back = await door.logIn(attacker, addressIn(await door.depart(attacker)), OWNER.email);
  await door.depart(victim);
  const stop = await victim.get(back);
  expect([stop.status, words(stop)]).toEqual([401, expect.stringContaining("begun in another browser")]);
  expect(door.session(victim)).toEqual([]);
  // The same way back, in its own browser.
  expect((await attacker.get(back)).location).toBe(`${origin}/settings/account`);
});

test("C15: a state that is made up, missing, of another cookie or used before is refused", async () => {
  const traveller = new Traveller();
  const back = new URL(await door.logIn(traveller, addressIn(await door.depart(traveller)), OWNER.email));
  const other = new Traveller();
  traveller.lendCookies(other, origin);
  for (const state of ["", "made-up", "undefined", `${back.searchParams.get("state")}x`]) {
    const wrong = new URL(back);
    wrong.searchParams.set("state", state);
    const stop = await traveller.get(wrong.href);
    expect([state, stop.status, stop.location]).toEqual([state, 401, null]);
  }
  const without = new URL(back);
  without.searchParams.delete("state");
  expect((await traveller.get(without.href)).status).toBe(401);
  expect(door.session(traveller)).toEqual([]);

  expect((await traveller.get(back.href)).location).toBe(`${origin}/settings/account`);
  expect(door.session(traveller)).toHaveLength(1);
  // Code and state again, with the very cookies of the first time.
  const replayed = await other.get(back.href);
  expect([replayed.status, replayed.location]).toEqual([401, null]);
  expect(door.session(other)).toEqual([]);
});

test("a code is good once, and only with the verifier of its own sign-in", async () => {
  const [one, two] = [new Traveller(), new Traveller()];
  const first = new URL(await door.logIn(one, addressIn(await door.depart(one)), OWNER.email));
  const second = new URL(await door.logIn(two, addressIn(await door.depart(two)), OWNER.email));
  second.searchParams.set("code", first.searchParams.get("code") ?? "");
  const injected = await two.get(second.href);
  expect([injected.status, injected.location]).toEqual([403, null]);
  expect(words(injected)).toContain("did not confirm this sign-in");
  expect(door.session(two)).toEqual([]);
});

test("the way there is bound: state, PKCE, nonce, and this product's own address", async () => {
  const url = new URL(addressIn(await door.depart(new Traveller())));
  expect(url.origin).toBe(issuer);
  expect(url.searchParams.get("redirect_uri")).toBe(`${origin}/sign-in/oidc/callback`);
  expect(url.searchParams.get("code_challenge_method")).toBe("S256");
  expect(url.searchParams.get("state")?.length).toBeGreaterThanOrEqual(32);
  expect(url.searchParams.get("nonce")?.length).toBeGreaterThanOrEqual(32);
});

test("C15: nobody is led to another origin afterwards", async () => {
  const foreign = ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"];
  for (const next of foreign) {
    const stop = await door.arriveAs(OWNER.email, new Traveller(), { next });
    expect([next, new URL(stop.location ?? "").origin]).toEqual([next, origin]);
  }
});

test("the way begins with a form of our own alone", async () => {
  const traveller = new Traveller();
  const opened = await traveller.get(`${origin}/sign-in/oidc`);
  expect([opened.status, opened.location]).toEqual([200, null]);
  expect(opened.text).not.toContain(issuer);
  const headers = { origin: "https://evil.example" };
  const foreign = await fetch(`${origin}/sign-in/oidc`, {
    method: "POST",
    headers,
    body: new URLSearchParams(),
  });
  expect(foreign.status).toBe(403);
  expect((await traveller.post(`${origin}/sign-in/github`, {})).status).toBe(404);
});

test("an address that the provider has not verified opens nothing", async () => {
  const traveller = new Traveller();
  const stop = await door.arriveAs(`${OWNER.email}#unverified`, traveller);
  expect([stop.status, stop.location]).toEqual([403, null]);
  expect(words(stop)).toContain(`does not say that ${OWNER.email} has been confirmed`);
  expect(door.session(traveller)).toEqual([]);
});

test("nobody gets an account by that alone", async () => {
  const traveller = new Traveller();
  const stop = await door.arriveAs("stranger@example.com", traveller);
  expect([stop.status, stop.location]).toEqual([403, null]);
  expect(words(stop)).toContain("There is no account here for stranger@example.com.");
  expect(words(stop)).toContain("Ask somebody of the team for an invite.");
  expect(door.session(traveller)).toEqual([]);
});

test("declining at the provider is told in words", async () => {
  const traveller = new Traveller();
  const form = await traveller.follow(await traveller.get(addressIn(await door.depart(traveller))), issuer);
  const abort = /href="([^"]+\/abort)"/.exec(form.text)?.[1] ?? "";
  const back = await traveller.follow(await traveller.get(abort), issuer);
  const stop = await traveller.get(back.location ?? "");
  expect([stop.status, words(stop)]).toEqual([403, expect.stringContaining("You did not let Harbour ID")]);
});

test("a provider that answers in another's name is not asked for anything", async () => {
  await fetch(`${issuer}/as?issuer=${encodeURIComponent("https://id.evil.example")}`);
  try {
    const stop = await door.depart(new Traveller());
    expect([stop.status, words(stop)]).toEqual([
      503,
      expect.stringContaining("is not what this Sandbar was told"),
    ]);
  } finally {
    await fetch(`${issuer}/as`);
  }
});

test("an answer in another issuer's name signs nobody in", async () => {
  const traveller = new Traveller();
  const back = new URL(await door.logIn(traveller, addressIn(await door.depart(traveller)), OWNER.email));
  back.searchParams.set("iss", "https://id.evil.example");
  const stop = await traveller.get(back.href);
  expect([stop.status, stop.location]).toEqual([503, null]);
  expect(door.session(traveller)).toEqual([]);
});

test("a provider that is down is told in words, and is asked again once it is back", async () => {
  const traveller = new Traveller();
  const back = await door.logIn(traveller, addressIn(await door.depart(traveller)), OWNER.email);
  await stopProvider(provider);
  const stop = await door.depart(new Traveller());
  expect([stop.status, words(stop)]).toEqual([503, expect.stringContaining("Harbour ID can’t be reached.")]);
  const returned = await traveller.get(back);
  expect([returned.status, door.session(traveller)]).toEqual([503, []]);
  provider = await startProvider(issuer, origin);
  expect((await door.arriveAs(OWNER.email)).location).toBe(`${origin}/settings/account`);
});
