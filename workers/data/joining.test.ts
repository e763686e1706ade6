import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { makeMember, makeTeam, NOW } from "../testing/rows.ts";
import { listAudit, type NewAuditEntry } from "./audit.ts";
import { database } from "./database.ts";
import { createInvite, findInviteByToken, listOpenInvites, revokeInvite } from "./invites.ts";
import { joinByInvite, makeAccountByInvite } from "./joining.ts";
import { findMember, listMembers } from "./members.ts";
import { removeMember } from "./membership.ts";

const db = database(env.DB);
const LATER = NOW + 60_000;

async function invited(email: string | null = null) {
  const { team_id, user_id } = await makeTeam();
  const id = crypto.randomUUID();
  const invite = { id, team_id, role: "member", email, made_by: user_id } as const;
  const token = await createInvite(db, { ...invite, created_at: NOW, expires_at: LATER }, 100);
  return { team_id, user_id, id, token: token ?? "" };
}

function newPerson(email = `${crypto.randomUUID()}@example.com`) {
  return { user_id: `user_${crypto.randomUUID()}`, name: "Bo", email, password_hash: "x" };
}

/** Somebody who belongs to another team. */
async function outsider() {
  return await makeMember((await makeTeam()).team_id, "member");
}

test("an invite is used once, however many come at the same moment, and only one account is made", async () => {
  const { team_id, token } = await invited();
  const people = [newPerson(), newPerson(), newPerson()];
  const known = await outsider();
  const [joined, ...made] = await Promise.all([
    joinByInvite(db, { token, user_id: known }, NOW),
    ...people.map((person) => makeAccountByInvite(db, token, person, NOW)),
  ]);
  expect([joined ? "joined" : "not_open", ...made].toSorted()).toEqual([
    "joined",
    "not_open",
    "not_open",
    "not_open",
  ]);
  expect(await listMembers(db, team_id)).toHaveLength(2);
  const accounts = await Promise.all(
    people.map(({ email }) => env.DB.prepare("SELECT 1 FROM user WHERE email = ?").bind(email).first()),
  );
  expect(accounts.filter(Boolean)).toHaveLength(made.filter((one) => one === "joined").length);
});

test("an address that has an account makes no other one, and uses nothing up", async () => {
  const { team_id, token } = await invited();
  const taken = newPerson();
  expect(await makeAccountByInvite(db, (await invited()).token, taken, NOW)).toBe("joined");
  expect(await makeAccountByInvite(db, token, newPerson(taken.email), NOW)).toBe("email_taken");
  expect(await listOpenInvites(db, team_id, NOW)).toHaveLength(1);
  expect(await joinByInvite(db, { token, user_id: taken.user_id }, NOW)).toBe(true);
  expect(await findMember(db, team_id, taken.user_id)).toMatchObject({ role: "member" });
});

test("an invite for an address is for that one alone", async () => {
  const { token } = await invited("bo@example.com");
  expect(await joinByInvite(db, { token, user_id: await outsider() }, NOW)).toBe(false);
  expect(await makeAccountByInvite(db, token, newPerson("eve@example.com"), NOW)).toBe("not_open");
  expect(await makeAccountByInvite(db, token, newPerson("bo@example.com"), NOW)).toBe("joined");
});

test("one that has expired or was revoked lets nobody in", async () => {
  const { token } = await invited();
  expect(await joinByInvite(db, { token, user_id: await outsider() }, LATER)).toBe(false);
  const revoked = await invited();
  expect(await revokeInvite(db, (await makeTeam()).team_id, revoked.id, NOW)).toBeUndefined();
  expect(await revokeInvite(db, revoked.team_id, revoked.id, NOW)).toBe("member");
  expect(await revokeInvite(db, revoked.team_id, revoked.id, NOW)).toBeUndefined();
  expect(await makeAccountByInvite(db, revoked.token, newPerson(), NOW)).toBe("not_open");
  expect(await findInviteByToken(db, revoked.token)).toMatchObject({ revoked_at: NOW, used_at: null });
});

test("whoever is in the team already uses nothing up, and nobody comes back by an old one", async () => {
  const { team_id, token, user_id } = await invited();
  expect(await joinByInvite(db, { token, user_id }, NOW)).toBe(false);
  const person = await outsider();
  expect(await joinByInvite(db, { token, user_id: person }, NOW)).toBe(true);
  await removeMember(db, team_id, { user_id: person, role: "member" }, NOW + 1);
  expect(await joinByInvite(db, { token, user_id: person }, NOW + 2)).toBe(false);
  expect(await findMember(db, team_id, person)).toBeUndefined();
});

test("a team has no more open invites than it may, and only members who manage make them", async () => {
  const { team_id, user_id } = await makeTeam();
  const invite = (made_by: string) =>
    createInvite(
      db,
      {
        ...{ id: crypto.randomUUID(), team_id, role: "viewer", email: null, made_by },
        ...{ created_at: NOW, expires_at: LATER },
      },
      3,
    );
  const made = await Promise.all(Array.from({ length: 5 }, () => invite(user_id)));
  expect(made.filter((token) => token !== undefined)).toHaveLength(3);
  const other = await makeTeam();
  expect(await invite(other.user_id)).toBeUndefined();
});

test("a token that is none is found nowhere", async () => {
  for (const token of ["", "undefined", "a".repeat(43), "../x"])
    expect(await findInviteByToken(db, token)).toBeUndefined();
});

test("C7: nobody joins without the audit log's entry, and none is written of whoever does not", async () => {
  const { team_id, token } = await invited();
  const [first, second] = [newPerson(), await outsider()];
  const told = (id: string): NewAuditEntry => ({
    ...{ team_id, at: NOW, actor: { kind: "user", id, label: "Bo" }, address: null },
    ...{ action: "invite.accepted", outcome: "done", target: null, data: {} },
  });
  const entries = async () =>
    (await listAudit(db, { team_id, limit: 10 })).items.map(({ actor }) => actor.id);
  await env.DB.prepare(
    "CREATE TRIGGER no_entry BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END",
  ).run();
  await expect(makeAccountByInvite(db, token, first, NOW, told(first.user_id))).rejects.toThrow();
  await expect(joinByInvite(db, { token, user_id: second }, NOW, told(second))).rejects.toThrow();
  await env.DB.prepare("DROP TRIGGER no_entry").run();
  expect(await listOpenInvites(db, team_id, NOW)).toHaveLength(1);
  expect(await makeAccountByInvite(db, token, first, NOW, told(first.user_id))).toBe("joined");
  expect(await joinByInvite(db, { token, user_id: second }, NOW, told(second))).toBe(false);
  expect(await entries()).toEqual([first.user_id]);
});
