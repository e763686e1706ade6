import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { listAudit } from "../../data/audit.ts";
import { database } from "../../data/database.ts";
import { createInvite } from "../../data/invites.ts";
import { membershipOfSession } from "../../data/members.ts";
import { createTeam } from "../../data/new-team.ts";
import { session } from "../../data/schema/auth.ts";
import { makeMember, makeTeam } from "../../testing/rows.ts";
import { acceptAsSignedIn, joinAndSignIn, visitInvite } from "./invite-visits.ts";

const db = database(env.DB);
const now = Date.now();

async function inviteToken(): Promise<{ token: string; team_id: string }> {
  const { team_id, user_id } = await makeTeam();
  const invite = { id: crypto.randomUUID(), team_id, role: "member", email: null, made_by: user_id } as const;
  const times = { created_at: now, expires_at: now + 60_000 };
  return { team_id, token: (await createInvite(db, { ...invite, ...times }, 100)) ?? "" };
}

async function signedIn(team_id: string) {
  const user_id = await makeMember(team_id, "member");
  const session_id = crypto.randomUUID();
  const at = new Date(now);
  const row = { id: session_id, token: session_id, userId: user_id };
  await db.insert(session).values({ ...row, expiresAt: at, createdAt: at, updatedAt: at });
  return { user_id, session_id, name: "Bo", email: `${user_id}@example.com` };
}

const reasons = async (address: string | null, visits: number, token: string, at = now) => {
  const found: string[] = [];
  for (let count = 0; count < visits; count += 1) {
    const visit = await visitInvite({ env, person: null, address, now: at }, token);
    found.push(visit.ok ? "shown" : visit.refusal.reason_code);
  }
  return new Set(found);
};

test("tokens can't be tried at speed: the limit is an address's own, and holds for right ones too", async () => {
  const { token } = await inviteToken();
  expect(await reasons("192.0.2.1", 30, "x".repeat(43))).toEqual(new Set(["not_found"]));
  expect(await reasons("192.0.2.1", 1, token)).toEqual(new Set(["rate_limited"]));
  expect(await reasons("192.0.2.2", 1, token)).toEqual(new Set(["shown"]));
});

test("where addresses are not known, all are counted together", async () => {
  const later = now + 600_000;
  expect(await reasons(null, 90, "x".repeat(43), later)).toEqual(new Set(["not_found"]));
  expect(await reasons(null, 1, "x".repeat(43), later)).toEqual(new Set(["rate_limited"]));
});

test("the limit is exact: of any number at once no more are looked at, and open invites do not count", async () => {
  const { token } = await inviteToken();
  const visitor = { env, person: null, address: "192.0.2.8", now };
  for (let count = 0; count < 40; count += 1) await visitInvite(visitor, token);
  const wrong = await Promise.all(Array.from({ length: 40 }, () => visitInvite(visitor, "y".repeat(43))));
  expect(wrong.filter((one) => !one.ok && one.refusal.reason_code === "not_found")).toHaveLength(30);
});

test("a visit that was refused is told to the invite's team, and never with its token", async () => {
  const { token, team_id } = await inviteToken();
  const visitor = { env, person: null, address: "192.0.2.9", now: now + 61_000 };
  expect(await visitInvite(visitor, token)).toMatchObject({ refusal: { reason_code: "invite_expired" } });
  const account = { name: "Cy", email: "cy@example.com", password: "correct horse battery", token };
  const request = new Request("http://127.0.0.1:8787/invite");
  expect((await joinAndSignIn(visitor, request, account)).ok).toBe(false);
  const { items } = await listAudit(db, { team_id, limit: 10 });
  expect(items.toReversed()).toMatchObject([
    {
      action: "invite.opened",
      outcome: "refused",
      address: "192.0.2.9",
      data: { reason_code: "invite_expired" },
    },
    { action: "invite.accepted", outcome: "refused", data: { reason_code: "invite_expired" } },
  ]);
  expect(JSON.stringify(items)).not.toContain(token);
});

test("whoever accepts is in that team from then on, and keeps the teams they had", async () => {
  const first = (await makeTeam()).team_id;
  const person = await signedIn(first);
  const { token, team_id } = await inviteToken();
  const visitor = { env, person, address: "192.0.2.3", now };
  expect(await visitInvite(visitor, token)).toMatchObject({ ok: true, value: { is_member: false } });
  expect(await acceptAsSignedIn(visitor, token)).toEqual({ ok: true, value: null });
  expect(await membershipOfSession(db, person)).toEqual({ team_id, role: "member" });
  expect(await acceptAsSignedIn(visitor, token)).toMatchObject({
    refusal: { reason_code: "already_member" },
  });
});

test("a person owns no more teams than they may, and a team that was not made leaves nothing", async () => {
  const { user_id } = await makeTeam();
  const make = () => createTeam(db, { id: crypto.randomUUID(), name: "T", owner: user_id }, 3, now);
  const made = await Promise.all([make(), make(), make(), make()]);
  expect(made.filter(Boolean)).toHaveLength(2);
  const orphans = "SELECT count(*) AS n FROM policies WHERE team_id NOT IN (SELECT id FROM teams)";
  expect(await env.DB.prepare(orphans).first("n")).toBe(0);
});
