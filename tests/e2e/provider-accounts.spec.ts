/** Accounts of people whom an OpenID provider names: made on an invite, and held to a second factor. */
import type { ChildProcess } from "node:child_process";
import type { BrowserContext } from "@playwright/test";
import { totp } from "../../workers/testing/totp.ts";
import { addressIn, Door, words } from "../oidc/door.ts";
import { startProvider, stopProvider } from "../oidc/start-provider.ts";
import { Traveller } from "../oidc/traveller.ts";
import { expect, test } from "./product.ts";

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

/** An invite's token. */
async function makeInvite(owner: BrowserContext, email?: string): Promise<string> {
  const data = { role: "member", ...(email ? { email } : {}) };
  const answer = await owner.request.post(`${origin}/api/v1/invites`, { data, headers: { origin } });
  expect(answer.status()).toBe(201);
  return new URL((await answer.json()).url).pathname.split("/").at(-1) ?? "";
}

test("an invite gives whoever the provider names an account, once", async ({ signedIn }) => {
  const make = (email?: string) => makeInvite(signedIn, email);
  const [invite, other] = [await make(), await make("somebody@example.com")];
  const wrong = await door.arriveAs("newcomer@example.com", new Traveller(), { invite: other });
  expect(words(wrong)).toContain("This invite is for somebody@example.com.");
  const unverified = await door.arriveAs("newcomer@example.com#unverified", new Traveller(), { invite });
  expect(words(unverified)).toContain("has been confirmed");

  const traveller = new Traveller();
  const stop = await door.arriveAs("newcomer@example.com", traveller, { invite });
  expect(stop.location).toBe(`${origin}/settings/account`);
  expect(door.session(traveller)).toHaveLength(1);
  expect(traveller.cookies(origin, /\.invite$/)).toEqual([]);
  const members = await (await signedIn.request.get("/api/v1/members")).json();
  expect(members.items).toContainEqual(
    expect.objectContaining({ email: "newcomer@example.com", role: "member" }),
  );

  const late = await door.arriveAs("latecomer@example.com", new Traveller(), { invite });
  expect(words(late)).toContain("This invite has been used.");
  const raced = await make();
  const two = await Promise.all(
    ["first@example.com", "second@example.com"].map(async (login) => {
      const racer = new Traveller();
      const back = await door.logIn(racer, addressIn(await door.depart(racer, { invite: raced })), login);
      return () => racer.get(back);
    }),
  );
  const ends = await Promise.all(two.map((arrive) => arrive()));
  expect(ends.map(({ location }) => location !== null).toSorted()).toEqual([false, true]);
  expect(ends.map(words).join()).toContain("This invite has been used.");
  // Of those who were refused nothing is left: an invite is asked for as if for the first time.
  const loser = ends[0]?.location === null ? "first@example.com" : "second@example.com";
  for (const login of ["latecomer@example.com", loser]) {
    expect(words(await door.arriveAs(login))).toContain(`There is no account here for ${login}.`);
  }
});

test("a second factor is asked for after a provider too", async ({ signedIn }) => {
  const invite = await makeInvite(signedIn);
  const email = "careful@example.com";
  const traveller = new Traveller();
  await door.arriveAs(email, traveller, { invite });
  const account = `${origin}/settings/account`;
  const begun = await traveller.post(account, { intent: "factor-begin" });
  const uri = /name="uri" value="([^"]+)"/.exec(begun.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  const code = totp(secret, Date.now());
  const on = await traveller.post(account, { intent: "factor-confirm", code, uri });
  expect(words(on)).toContain("The second factor is on.");
  const asked = new Traveller();
  const step = await door.arriveAs(email, asked);
  expect(new URL(step.location ?? "").pathname).toBe("/sign-in/second-factor");
  expect(door.session(asked)).toEqual([]);
  expect((await asked.get(account)).location).toContain("/sign-in?next=");
  const replayed = await asked.post(step.location ?? "", { code });
  expect([replayed.status, door.session(asked)]).toEqual([401, []]);
  const backup = /<li>([a-zA-Z0-9]{5}-[a-zA-Z0-9]{5})<\/li>/.exec(on.text)?.[1] ?? "";
  const again = new Traveller();
  const second = await door.arriveAs(email, again);
  expect((await again.post(second.location ?? "", { code: backup })).location).toBe(account);
  expect(door.session(again)).toHaveLength(1);
});
