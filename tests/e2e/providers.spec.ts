/** Signing in through an OpenID provider: a real one, a process of its own with its own login form. */
import type { ChildProcess } from "node:child_process";
import { totp } from "../../workers/testing/totp.ts";
import { startProvider, stopProvider } from "../oidc/start-provider.ts";
import { type Stop, Traveller } from "../oidc/traveller.ts";
import { expect, OWNER, test } from "./product.ts";

let provider: ChildProcess;
let issuer: string;
let origin: string;

test.beforeAll(async ({ product }) => {
  ({ origin, issuer } = product);
  provider = await startProvider(issuer, origin);
});

test.afterAll(() => stopProvider(provider));

/** To the provider's door, as the sign-in page's form leads there. */
async function depart(traveller: Traveller, fields: Record<string, string> = {}): Promise<Stop> {
  return await traveller.post(`${origin}/sign-in/oidc`, { next: "/settings/account", ...fields });
}

function addressIn({ text }: Stop): string {
  const found = /content="0;url=([^"]+)"/.exec(text)?.[1];
  if (!found) throw new Error(`no way to the provider in: ${text.replace(/<[^>]+>/g, " ").slice(0, 500)}`);
  return found.replaceAll("&amp;", "&");
}

/** Logs in and consents there; answers the way back, not yet gone. */
async function logIn(traveller: Traveller, url: string, login: string): Promise<string> {
  let stop = await traveller.follow(await traveller.get(url), issuer);
  for (let page = 0; page < 3 && stop.location === null; page += 1) {
    const action = /<form[^>]+action="([^"]+)"/.exec(stop.text)?.[1];
    const prompt = /name="prompt" value="([^"]+)"/.exec(stop.text)?.[1];
    if (!action || !prompt) throw new Error(`no form at the provider: ${stop.text.slice(0, 500)}`);
    const fields: Record<string, string> =
      prompt === "login" ? { prompt, login, password: "any" } : { prompt };
    stop = await traveller.follow(await traveller.post(action, fields), issuer);
  }
  if (stop.location === null) throw new Error(`the provider sends nobody back: ${stop.text.slice(0, 500)}`);
  return stop.location;
}

async function arriveAs(login: string, traveller = new Traveller(), fields = {}): Promise<Stop> {
  const url = addressIn(await depart(traveller, fields));
  return await traveller.get(await logIn(traveller, url, login));
}

const words = ({ text }: Stop) => text.replace(/<script[\s\S]*?<\/script>/g, "").replace(/<[^>]+>/g, " ");
const session = (traveller: Traveller) => traveller.cookies(origin, /session_token$/);

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
  const back = await logIn(attacker, addressIn(await depart(attacker)), OWNER.email);
  await depart(victim);
  const stop = await victim.get(back);
  expect([stop.status, words(stop)]).toEqual([401, expect.stringContaining("begun in another browser")]);
  expect(session(victim)).toEqual([]);
  // The same way back, in its own browser.
  expect((await attacker.get(back)).location).toBe(`${origin}/settings/account`);
});

test("C15: a state that is made up, missing, of another cookie or used before is refused", async () => {
  const traveller = new Traveller();
  const back = new URL(await logIn(traveller, addressIn(await depart(traveller)), OWNER.email));
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
  expect(session(traveller)).toEqual([]);

  expect((await traveller.get(back.href)).location).toBe(`${origin}/settings/account`);
  expect(session(traveller)).toHaveLength(1);
  // Code and state again, with the very cookies of the first time.
  const replayed = await other.get(back.href);
  expect([replayed.status, replayed.location]).toEqual([401, null]);
  expect(session(other)).toEqual([]);
});

test("a code is good once, and only with the verifier of its own sign-in", async () => {
  const [one, two] = [new Traveller(), new Traveller()];
  const first = new URL(await logIn(one, addressIn(await depart(one)), OWNER.email));
  const second = new URL(await logIn(two, addressIn(await depart(two)), OWNER.email));
  second.searchParams.set("code", first.searchParams.get("code") ?? "");
  const injected = await two.get(second.href);
  expect([injected.status, injected.location]).toEqual([403, null]);
  expect(words(injected)).toContain("did not confirm this sign-in");
  expect(session(two)).toEqual([]);
});

test("the way there is bound: state, PKCE, nonce, and this product's own address", async () => {
  const url = new URL(addressIn(await depart(new Traveller())));
  expect(url.origin).toBe(issuer);
  expect(url.searchParams.get("redirect_uri")).toBe(`${origin}/sign-in/oidc/callback`);
  expect(url.searchParams.get("code_challenge_method")).toBe("S256");
  expect(url.searchParams.get("state")?.length).toBeGreaterThanOrEqual(32);
  expect(url.searchParams.get("nonce")?.length).toBeGreaterThanOrEqual(32);
});

test("C15: nobody is led to another origin afterwards", async () => {
  const foreign = ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"];
  for (const next of foreign) {
    const stop = await arriveAs(OWNER.email, new Traveller(), { next });
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
  const stop = await arriveAs(`${OWNER.email}#unverified`, traveller);
  expect([stop.status, stop.location]).toEqual([403, null]);
  expect(words(stop)).toContain(`does not say that ${OWNER.email} has been confirmed`);
  expect(session(traveller)).toEqual([]);
});

test("nobody gets an account by that alone", async () => {
  const traveller = new Traveller();
  const stop = await arriveAs("stranger@example.com", traveller);
  expect([stop.status, stop.location]).toEqual([403, null]);
  expect(words(stop)).toContain("There is no account here for stranger@example.com.");
  expect(words(stop)).toContain("Ask somebody of the team for an invite.");
  expect(session(traveller)).toEqual([]);
});

test("an invite gives whoever the provider names an account, once", async ({ signedIn, baseURL }) => {
  const make = async (email?: string) => {
    const answer = await signedIn.request.post("/api/v1/invites", {
      data: { role: "member", ...(email ? { email } : {}) },
      headers: { origin: baseURL ?? "" },
    });
    expect(answer.status()).toBe(201);
    return new URL((await answer.json()).url).pathname.split("/").at(-1) ?? "";
  };
  const [invite, other] = [await make(), await make("somebody@example.com")];
  const wrong = await arriveAs("newcomer@example.com", new Traveller(), { invite: other });
  expect(words(wrong)).toContain("This invite is for somebody@example.com.");
  const unverified = await arriveAs("newcomer@example.com#unverified", new Traveller(), { invite });
  expect(words(unverified)).toContain("has been confirmed");

  const traveller = new Traveller();
  const stop = await arriveAs("newcomer@example.com", traveller, { invite });
  expect(stop.location).toBe(`${origin}/settings/account`);
  expect(session(traveller)).toHaveLength(1);
  expect(traveller.cookies(origin, /\.invite$/)).toEqual([]);
  const members = await (await signedIn.request.get("/api/v1/members")).json();
  expect(members.items).toContainEqual(
    expect.objectContaining({ email: "newcomer@example.com", role: "member" }),
  );

  const late = await arriveAs("latecomer@example.com", new Traveller(), { invite });
  expect(words(late)).toContain("This invite has been used.");
  const raced = await make();
  const two = await Promise.all(
    ["first@example.com", "second@example.com"].map(async (login) => {
      const racer = new Traveller();
      const back = await logIn(racer, addressIn(await depart(racer, { invite: raced })), login);
      return () => racer.get(back);
    }),
  );
  const ends = await Promise.all(two.map((arrive) => arrive()));
  expect(ends.map(({ location }) => location !== null).toSorted()).toEqual([false, true]);
  expect(ends.map(words).join()).toContain("This invite has been used.");
  // Of those who were refused nothing is left: an invite is asked for as if for the first time.
  const loser = ends[0]?.location === null ? "first@example.com" : "second@example.com";
  for (const login of ["latecomer@example.com", loser]) {
    expect(words(await arriveAs(login))).toContain(`There is no account here for ${login}.`);
  }

  // A second factor is asked for after a provider too.
  const account = `${origin}/settings/account`;
  const begun = await traveller.post(account, { intent: "factor-begin" });
  const uri = /name="uri" value="([^"]+)"/.exec(begun.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  const code = totp(secret, Date.now());
  const on = await traveller.post(account, { intent: "factor-confirm", code, uri });
  expect(words(on)).toContain("The second factor is on.");
  const asked = new Traveller();
  const step = await arriveAs("newcomer@example.com", asked);
  expect(new URL(step.location ?? "").pathname).toBe("/sign-in/second-factor");
  expect(session(asked)).toEqual([]);
  expect((await asked.get(account)).location).toContain("/sign-in?next=");
  const replayed = await asked.post(step.location ?? "", { code });
  expect([replayed.status, session(asked)]).toEqual([401, []]);
  const backup = /<li>([a-zA-Z0-9]{5}-[a-zA-Z0-9]{5})<\/li>/.exec(on.text)?.[1] ?? "";
  const again = new Traveller();
  const second = await arriveAs("newcomer@example.com", again);
  expect((await again.post(second.location ?? "", { code: backup })).location).toBe(account);
  expect(session(again)).toHaveLength(1);
});

test("declining at the provider is told in words", async () => {
  const traveller = new Traveller();
  const door = await traveller.follow(await traveller.get(addressIn(await depart(traveller))), issuer);
  const abort = /href="([^"]+\/abort)"/.exec(door.text)?.[1] ?? "";
  const back = await traveller.follow(await traveller.get(abort), issuer);
  const stop = await traveller.get(back.location ?? "");
  expect([stop.status, words(stop)]).toEqual([403, expect.stringContaining("You did not let Harbour ID")]);
});

test("a provider that answers in another's name is not asked for anything", async () => {
  await fetch(`${issuer}/as?issuer=${encodeURIComponent("https://id.evil.example")}`);
  try {
    const stop = await depart(new Traveller());
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
  const back = new URL(await logIn(traveller, addressIn(await depart(traveller)), OWNER.email));
  back.searchParams.set("iss", "https://id.evil.example");
  const stop = await traveller.get(back.href);
  expect([stop.status, stop.location]).toEqual([503, null]);
  expect(session(traveller)).toEqual([]);
});

test("a provider that is down is told in words, and is asked again once it is back", async () => {
  const traveller = new Traveller();
  const back = await logIn(traveller, addressIn(await depart(traveller)), OWNER.email);
  await stopProvider(provider);
  const stop = await depart(new Traveller());
  expect([stop.status, words(stop)]).toEqual([503, expect.stringContaining("Harbour ID can’t be reached.")]);
  const returned = await traveller.get(back);
  expect([returned.status, session(traveller)]).toEqual([503, []]);
  provider = await startProvider(issuer, origin);
  expect((await arriveAs(OWNER.email)).location).toBe(`${origin}/settings/account`);
});
