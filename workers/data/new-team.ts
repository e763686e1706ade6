/** What every team begins with, and teams after the first one. */
import { sql } from "drizzle-orm";
import { DEFAULT_POLICY } from "../domain/policy/policy-settings.ts";
import { PROFILES } from "../domain/policy/profiles.ts";
import type { Database } from "./database.ts";
import { members, policies, profiles, teams } from "./schema/team.ts";

/** Its policy and profiles; statements for the transaction that makes the team. */
export function beginnings(db: Database, team_id: string, now: number) {
  return [
    db.insert(policies).values({ team_id, version: 1, ...DEFAULT_POLICY, updated_at: now }),
    db.insert(profiles).values(PROFILES.map((profile) => profileRow(team_id, profile, now))),
  ] as const;
}

export interface NewTeam {
  readonly id: string;
  readonly name: string;
  /** User id. */
  readonly owner: string;
}

/** False when the person owns `limit` teams already. */
export async function createTeam(db: Database, team: NewTeam, limit: number, now: number): Promise<boolean> {
  const { id, name, owner } = team;
  const owned = sql`(SELECT count(*) FROM members WHERE user_id = ${owner} AND role = 'owner')`;
  try {
    await db.batch([
      // Where there are too many, this inserts nothing, and the rows that name the team fail the transaction.
      db.insert(teams).select(sql`SELECT ${id}, ${name}, ${now} WHERE ${owned} < ${limit}`),
      ...beginnings(db, id, now),
      db.insert(members).values({ team_id: id, user_id: owner, role: "owner", created_at: now }),
    ]);
    return true;
  } catch (error) {
    const { count } = await db.get<{ count: number }>(sql`SELECT ${owned} AS count`);
    if (count >= limit) return false;
    throw error;
  }
}

function profileRow(team_id: string, profile: (typeof PROFILES)[number], now: number) {
  const { name, description, limits, image } = profile;
  return { team_id, name, description, ...limits, image, policy: {}, built_in: true, created_at: now };
}
