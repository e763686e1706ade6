import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { join } from "../testing/people.ts";
import { makeMember, makeTeam, NOW } from "../testing/rows.ts";
import { database } from "./database.ts";
import { createInvite, listOpenInvites } from "./invites.ts";
import { findMember, listMembers } from "./members.ts";
import { changeRole, handOver, removeMember } from "./membership.ts";
import { consumeTicket, createTicket } from "./tickets.ts";
import { listTokens } from "./tokens.ts";

const db = database(env.DB);
const owner = (user_id: string) => ({ user_id, role: "owner" }) as const;

test("a team never loses its last owner", async () => {
  const { team_id, user_id } = await makeTeam();
  expect(await changeRole(db, team_id, owner(user_id), "member", NOW)).toBe(false);
  expect(await removeMember(db, team_id, owner(user_id), NOW)).toBe(false);
  const second = await makeMember(team_id, "admin");
  const admin = { user_id: second, role: "admin" } as const;
  expect(await changeRole(db, team_id, admin, "owner", NOW)).toBe(true);
  const leaving = await Promise.all([
    removeMember(db, team_id, owner(user_id), NOW),
    changeRole(db, team_id, owner(second), "viewer", NOW),
  ]);
  expect(leaving.toSorted()).toEqual([false, true]);
  const left = await listMembers(db, team_id);
  expect(left.filter(({ role }) => role === "owner")).toHaveLength(1);
});

test("what was decided by a role that has changed since is not done", async () => {
  const { team_id } = await makeTeam();
  const user_id = await makeMember(team_id, "member");
  const member = { user_id, role: "member" } as const;
  expect(await changeRole(db, team_id, member, "admin", NOW)).toBe(true);
  expect(await changeRole(db, team_id, member, "viewer", NOW)).toBe(false);
  expect(await removeMember(db, team_id, member, NOW)).toBe(false);
  expect(await findMember(db, team_id, user_id)).toMatchObject({ role: "admin" });
});

const invite = (made_by: string, role: "admin" | "member", team_id: string) =>
  createInvite(
    db,
    { id: crypto.randomUUID(), team_id, role, email: null, made_by, created_at: NOW, expires_at: NOW + 1000 },
    100,
  );
const ticketOf = (team_id: string, user_id: string) =>
  createTicket(db, { team_id, resource: "/sandboxes/a/live", grant: { user_id } }, NOW);

test("with a member go their tokens, open invites and tickets, and nobody else's", async () => {
  const { team_id, user_id } = await makeTeam();
  const person = await join(team_id, "admin");
  const tickets = [await ticketOf(team_id, user_id), await ticketOf(team_id, person.user_id)];
  await Promise.all([invite(person.user_id, "member", team_id), invite(user_id, "admin", team_id)]);
  await removeMember(db, team_id, { user_id: person.user_id, role: "admin" }, NOW);

  expect(await listTokens(db, team_id, person.user_id)).toMatchObject([{ revoked_at: NOW }]);
  expect(await listOpenInvites(db, team_id, NOW)).toMatchObject([{ made_by: user_id }]);
  const used = tickets.map(({ ticket }) => consumeTicket(db, ticket, "/sandboxes/a/live", NOW));
  expect((await Promise.all(used)).map((one) => one !== undefined)).toEqual([true, false]);
});

test("whoever is lowered keeps their tokens, and the invites that they could still make", async () => {
  const { team_id } = await makeTeam();
  const person = await join(team_id, "owner");
  await invite(person.user_id, "admin", team_id);
  await invite(person.user_id, "member", team_id);
  await changeRole(db, team_id, owner(person.user_id), "admin", NOW);
  expect(await listTokens(db, team_id, person.user_id)).toMatchObject([{ revoked_at: null }]);
  expect(await listOpenInvites(db, team_id, NOW)).toMatchObject([{ role: "member" }]);
});

test("a team is handed over to a member as a whole, or not at all", async () => {
  const { team_id, user_id } = await makeTeam();
  const heir = { user_id: await makeMember(team_id, "viewer"), role: "viewer" } as const;
  expect(await handOver(db, team_id, user_id, { ...heir, role: "member" }, NOW)).toBe(false);
  expect(await findMember(db, team_id, user_id)).toMatchObject({ role: "owner" });
  expect(await handOver(db, team_id, user_id, heir, NOW)).toBe(true);
  expect(await findMember(db, team_id, user_id)).toMatchObject({ role: "admin" });
  expect(await findMember(db, team_id, heir.user_id)).toMatchObject({ role: "owner" });
  expect(await handOver(db, team_id, user_id, owner(heir.user_id), NOW)).toBe(false);
  // To another owner: nothing, and nobody is lowered by it.
  expect(await handOver(db, team_id, heir.user_id, { user_id, role: "admin" }, NOW)).toBe(true);
});
