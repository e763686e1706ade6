/**
 * Changes of who belongs to a team as what. Whatever rests on a right that is lost ends in the same transaction: tokens,
 * share links, open invites beyond what their maker may still give, tickets. Sockets are closed by services/revocations.ts.
 */
import { type SQL, sql } from "drizzle-orm";
import type { Role } from "../domain/access.ts";
import { type Ranked, rolesGivenBy } from "../domain/people/team-roles.ts";
import type { Database } from "./database.ts";
import { together } from "./together.ts";

/** The last owner keeps the role and stays: decided inside the statement. */
const notTheLastOwner = sql`(members.role <> 'owner' OR
  (SELECT count(*) FROM members other WHERE other.team_id = members.team_id AND other.role = 'owner') > 1)`;

/** Whom a change is about, with the role that it was decided by: by another one it would be another decision. */
function stillAs(team_id: string, { user_id, role }: Ranked): SQL {
  return sql`members.team_id = ${team_id} AND members.user_id = ${user_id} AND members.role = ${role}`;
}

/** False when there is no such member with that role any more, or it is the last owner. */
export async function changeRole(
  db: Database,
  team_id: string,
  member: Ranked,
  to: Role,
  now: number,
): Promise<boolean> {
  const allowed = to === "owner" ? sql`true` : notTheLastOwner;
  const [changed] = await together(db, [
    sql`UPDATE members SET role = ${to} WHERE ${stillAs(team_id, member)} AND ${allowed}`,
    ...endBeyond(team_id, member.user_id, now),
  ]);
  return changed === 1;
}

/** False when there is no such member with that role any more, or it is the last owner. */
export async function removeMember(
  db: Database,
  team_id: string,
  member: Ranked,
  now: number,
): Promise<boolean> {
  const { user_id } = member;
  const theirs = sql`team_id = ${team_id} AND user_id = ${user_id} AND NOT ${isMember(team_id, user_id)}`;
  const [removed] = await together(db, [
    sql`DELETE FROM members WHERE ${stillAs(team_id, member)} AND ${notTheLastOwner}`,
    ...endBeyond(team_id, user_id, now),
    sql`UPDATE tokens SET revoked_at = ${now} WHERE ${theirs} AND revoked_at IS NULL`,
    // Without this they would let people in again once their maker is invited again.
    sql`UPDATE shares SET revoked_at = ${now} WHERE team_id = ${team_id} AND created_by = ${user_id}
      AND revoked_at IS NULL AND NOT ${isMember(team_id, user_id)}`,
    sql`UPDATE session SET team_id = NULL WHERE ${theirs}`,
  ]);
  return removed === 1;
}

/** `to` becomes an owner and `from`, who is one, an admin: in one statement. False when one of them is not what they were. */
export async function handOver(
  db: Database,
  team_id: string,
  from: string,
  to: Ranked,
  now: number,
): Promise<boolean> {
  if (to.role === "owner") return false;
  const [changed] = await together(db, [
    sql`UPDATE members SET role = CASE user_id WHEN ${to.user_id} THEN 'owner' ELSE 'admin' END
      WHERE team_id = ${team_id} AND user_id IN (${from}, ${to.user_id})
        AND ${isMember(team_id, from, "owner")} AND ${isMember(team_id, to.user_id, to.role)}`,
    ...endBeyond(team_id, from, now),
  ]);
  return changed === 2;
}

function isMember(team_id: string, user_id: string, role?: Role): SQL {
  const as = role === undefined ? sql`` : sql` AND someone.role = ${role}`;
  return sql`EXISTS (SELECT 1 FROM members someone
    WHERE someone.team_id = ${team_id} AND someone.user_id = ${user_id}${as})`;
}

/** Ends open invites to what their maker may not give as what they are now, and every ticket of theirs. */
function endBeyond(team_id: string, user_id: string, now: number): SQL[] {
  const given = (["owner", "admin"] as const).flatMap((role) =>
    rolesGivenBy(role).map((to) => sql`(${role}, ${to})`),
  );
  return [
    sql`UPDATE invites SET revoked_at = ${now}
      WHERE team_id = ${team_id} AND made_by = ${user_id} AND used_at IS NULL AND revoked_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM members maker WHERE maker.team_id = ${team_id} AND maker.user_id = ${user_id}
          AND (maker.role, invites.role) IN (VALUES ${sql.join(given, sql`, `)}))`,
    sql`DELETE FROM tickets WHERE team_id = ${team_id} AND grant_json ->> '$.user_id' = ${user_id}`,
  ];
}
