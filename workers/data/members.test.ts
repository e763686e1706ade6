import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { makeMember, makeTeam, NOW } from "../testing/rows.ts";
import { database } from "./database.ts";
import { findMember, listMembers, membershipOf, membershipOfSession } from "./members.ts";
import { session } from "./schema/auth.ts";
import { members } from "./schema/team.ts";

const db = database(env.DB);

test("members are found in their own team only", async () => {
  const { team_id, user_id } = await makeTeam();
  const elsewhere = (await makeTeam()).team_id;
  expect(await listMembers(db, team_id)).toMatchObject([{ user_id, role: "owner" }]);
  expect((await listMembers(db, elsewhere)).map((member) => member.user_id)).not.toContain(user_id);
  expect(await findMember(db, team_id, user_id)).toMatchObject({ user_id, role: "owner" });
  expect(await findMember(db, elsewhere, user_id)).toBeUndefined();
  expect(await membershipOf(db, user_id)).toEqual({ team_id, role: "owner" });
  expect(await membershipOf(db, "user_unknown")).toBeUndefined();
});

test("a session is in the team it was switched to, and in the first one when that was left", async () => {
  const { team_id } = await makeTeam();
  const user_id = await makeMember(team_id, "member");
  const second = (await makeTeam()).team_id;
  await db.insert(members).values({ team_id: second, user_id, role: "viewer", created_at: NOW + 1 });
  const session_id = crypto.randomUUID();
  const at = new Date();
  const row = { id: session_id, token: session_id, userId: user_id };
  await db.insert(session).values({ ...row, expiresAt: at, createdAt: at, updatedAt: at });
  const within = () => membershipOfSession(db, { session_id, user_id });

  expect(await within()).toEqual({ team_id, role: "member" });
  await db.update(session).set({ teamId: second });
  expect(await within()).toEqual({ team_id: second, role: "viewer" });
  await db.delete(members).where(eq(members.team_id, second));
  expect(await within()).toEqual({ team_id, role: "member" });
  await db.delete(members).where(eq(members.user_id, user_id));
  expect(await within()).toBeUndefined();
});
