import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { database } from "../../data/database.ts";
import { insertSandbox } from "../../data/sandboxes.ts";
import { createToken } from "../../data/tokens.ts";
import type { Viewer } from "../../domain/access.ts";
import { makeMember, makeTeam, recordOf } from "../../testing/rows.ts";
import { issueTicket, redeemTicket } from "./tickets.ts";

const QUOTA = { max_active_per_member: 1000, max_active_per_team: 1000 };
const now = Date.now();
const run = (query: string, ...values: unknown[]) =>
  env.DB.prepare(query)
    .bind(...values)
    .run();
let team_id: string;
let user_id: string;
let name: string;
beforeEach(async () => {
  ({ team_id } = await makeTeam());
  user_id = await makeMember(team_id, "member");
  const record = recordOf({ team_id, user_id });
  await insertSandbox(database(env.DB), record, QUOTA);
  ({ name } = record);
});

async function bySession(): Promise<Viewer> {
  const session_id = crypto.randomUUID();
  await run(
    "INSERT INTO session (id, token, user_id, expires_at, created_at, updated_at) VALUES (?1, ?1, ?2, ?3, 0, 0)",
    session_id,
    user_id,
    now + 60_000,
  );
  return { kind: "member", user_id, name: "member", team_id, role: "member", token: null, session_id };
}

async function byToken(): Promise<Viewer> {
  const scopes = ["sandboxes:read"] as const;
  const id = crypto.randomUUID();
  const row = { id, team_id, user_id, name: "t", scopes, created_at: now, expires_at: now + 60_000 };
  await createToken(database(env.DB), row);
  const token = { token_id: id, scopes };
  return { kind: "member", user_id, name: "member", team_id, role: "member", token, session_id: null };
}

async function ticketOf(viewer: Viewer): Promise<string> {
  const context = { env, viewer, now, request_id: "r", origin: "http://127.0.0.1:8787", address: null };
  const issued = await issueTicket(context, { resource: `/sandboxes/${name}/live` });
  if (!issued.ok) throw new Error(issued.refusal.message);
  return issued.value.ticket;
}

const redeem = (ticket: string) => redeemTicket(env, { ticket, name, path: "/live" }, now + 1);

test.each([
  ["a session", bySession],
  ["a token", byToken],
])("a ticket made by %s is its viewer, once", async (_, comeIn) => {
  const viewer = await comeIn();
  const ticket = await ticketOf(viewer);
  expect(await redeem(ticket)).toEqual({ ok: true, value: viewer });
  expect(await redeem(ticket)).toMatchObject({ refusal: { reason_code: "invalid_ticket" } });
});

test.each([
  ["removed from the team", bySession, () => run("DELETE FROM members WHERE user_id = ?", user_id)],
  ["removed from the team", byToken, () => run("DELETE FROM members WHERE user_id = ?", user_id)],
  ["signed out", bySession, (viewer: Viewer) => run("DELETE FROM session WHERE id = ?", viewer.session_id)],
  [
    "signed in until now",
    bySession,
    () => run("UPDATE session SET expires_at = ? WHERE user_id = ?", now, user_id),
  ],
  [
    "whose token was revoked",
    byToken,
    () => run("UPDATE tokens SET revoked_at = ? WHERE user_id = ?", now, user_id),
  ],
  [
    "whose token has expired",
    byToken,
    () => run("UPDATE tokens SET expires_at = ? WHERE user_id = ?", now, user_id),
  ],
] as const)("of somebody %s since it was made it opens nothing", async (_, comeIn, change) => {
  const viewer = await comeIn();
  const ticket = await ticketOf(viewer);
  await change(viewer);
  expect(await redeem(ticket)).toMatchObject({ refusal: { reason_code: "invalid_ticket" } });
});

test("of somebody whose role changed since it lets in as what they are now", async () => {
  const ticket = await ticketOf(await bySession());
  await run("UPDATE members SET role = 'viewer' WHERE user_id = ?", user_id);
  expect(await redeem(ticket)).toMatchObject({ value: { role: "viewer" } });
});

test("R7: one that names neither session nor token opens nothing", async () => {
  const ticket = await ticketOf({ ...(await bySession()), session_id: null });
  expect(await redeem(ticket)).toMatchObject({ refusal: { reason_code: "invalid_ticket" } });
});
