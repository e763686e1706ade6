/** An invite by mail, through a real mail server, to whoever reads that mailbox. */
import { env } from "cloudflare:workers";
import { beforeAll, expect, inject, test } from "vitest";
import type { TakenMessage } from "../../../tests/smtp.setup.ts";
import { call, makeOwner, type Person } from "../../testing/people.ts";
import { ORIGIN, PASSWORD } from "../../testing/requests.ts";
import type { ServiceContext } from "../context.ts";
import { joinAndSignIn, visitInvite } from "./invite-visits.ts";
import { createInvite } from "./manage-invites.ts";

const PORTS = inject("smtp");
const CONTROL = `http://127.0.0.1:${PORTS.control}`;
const MAILING: Env = {
  ...env,
  EMAIL_SENDER: "smtp",
  SMTP_URL: `smtp://sandbar:pass%3Aword%2F1@127.0.0.1:${PORTS.plain}`,
  EMAIL_FROM: "Sandbar <sandbar@example.com>",
};
const newAddress = () => `to-${crypto.randomUUID()}@example.com`;
let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
});

async function invite(email: string, configured: Env, name = "Ann") {
  const { user_id, team_id } = owner;
  const who = {
    kind: "member",
    user_id,
    name,
    team_id,
    role: "owner",
    token: null,
    session_id: "s",
  } as const;
  const context: ServiceContext = {
    ...{ env: configured, viewer: who, now: Date.now(), request_id: "r", origin: ORIGIN, address: null },
  };
  const made = await createInvite(context, { role: "member", email });
  if (!made.ok) throw new Error(made.refusal.message);
  return made.value;
}

async function taken(to: string) {
  const messages: TakenMessage[] = await (await fetch(`${CONTROL}/messages?to=${to}`)).json();
  return messages.map(({ raw, ...rest }) => {
    const [head = "", body = ""] = raw.split("\r\n\r\n");
    const bytes = Uint8Array.from(atob(body.replaceAll("\r\n", "")), (character) => character.charCodeAt(0));
    return { ...rest, head, text: new TextDecoder().decode(bytes) };
  });
}

test("the mail's link lets its reader make an account, for that address alone, once", async () => {
  const to = newAddress();
  const made = await invite(to.toUpperCase(), MAILING);
  expect(made).toMatchObject({ mail: "sent", email: to });
  const [mail, ...more] = await taken(to);
  expect(more).toEqual([]);
  expect(mail).toMatchObject({ from: "sandbar@example.com", to, user: "sandbar" });
  const token = new RegExp(`${ORIGIN}/invite/([\\w-]{43})\\r?\\n`).exec(mail?.text ?? "")?.[1] ?? "";
  expect(made.url).toBe(`${ORIGIN}/invite/${token}`);

  const visitor = { env, person: null, address: "198.51.100.7", now: Date.now() };
  expect(await visitInvite(visitor, token)).toMatchObject({ ok: true, value: { invite: { email: to } } });
  const request = new Request(`${ORIGIN}/invite`);
  const account = { name: "Ben", email: "somebody@else.example", password: PASSWORD, token };
  expect(await joinAndSignIn(visitor, request, account)).toMatchObject({ ok: true });
  const { items } = (await call(owner, "GET", "/members")).body;
  expect(items).toContainEqual(expect.objectContaining({ email: to, role: "member" }));
  const again = await joinAndSignIn(visitor, request, { ...account, name: "Eve" });
  expect(again).toMatchObject({ refusal: { reason_code: "invite_used" } });
});

test("a name does not become a line of the mail, nor a header", async () => {
  const to = newAddress();
  await invite(to, MAILING, "Ann\r\nBcc: eve@example.com\r\n\r\nhttps://evil.example");
  const [mail] = await taken(to);
  expect(mail?.head).not.toMatch(/^bcc:/im);
  expect(mail?.text).not.toMatch(/^(bcc:|https:\/\/evil)/im);
  expect(await taken("eve@example.com")).toEqual([]);
});

test("a mail that is not taken is told, and the link goes another way", async () => {
  const to = newAddress();
  await fetch(`${CONTROL}/refusals?to=${to}&code=550`, { method: "PUT" });
  const made = await invite(to, MAILING);
  expect(made.mail).toBe("failed");
  const token = made.url.split("/invite/")[1] ?? "";
  const visitor = { env, person: null, address: "198.51.100.8", now: Date.now() };
  expect((await visitInvite(visitor, token)).ok).toBe(true);
  expect((await invite(newAddress(), env)).mail).toBe("off");
});
