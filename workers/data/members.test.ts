import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { makeMember, makeTeam } from "../testing/rows.ts";
import { database } from "./database.ts";
import { changeRole, listMembers, membershipOf, removeMember } from "./members.ts";

const db = database(env.DB);

test("a team never loses its last owner", async () => {
  const { team_id, user_id } = await makeTeam();
  expect(await changeRole(db, team_id, user_id, "member")).toBe(false);
  expect(await removeMember(db, team_id, user_id)).toBe(false);
  const second = await makeMember(team_id, "admin");
  expect(await changeRole(db, team_id, second, "owner")).toBe(true);
  const leaving = await Promise.all([removeMember(db, team_id, user_id), removeMember(db, team_id, second)]);
  expect(leaving.toSorted()).toEqual([false, true]);
  expect(await listMembers(db, team_id)).toHaveLength(1);
});

test("members are found in their own team only", async () => {
  const { team_id, user_id } = await makeTeam();
  expect(await listMembers(db, team_id)).toMatchObject([{ user_id, role: "owner" }]);
  const elsewhere = await listMembers(db, (await makeTeam()).team_id);
  expect(elsewhere.map((member) => member.user_id)).not.toContain(user_id);
  expect(await membershipOf(db, user_id)).toEqual({ team_id, role: "owner" });
  expect(await membershipOf(db, "user_unknown")).toBeUndefined();
});
