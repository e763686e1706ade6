/** Who belongs to a team, with which role. */
import { and, asc, eq, or, sql } from "drizzle-orm";
import type { Role } from "../domain/access.ts";
import type { Keyset } from "../domain/sandbox/listing.ts";
import type { Database } from "./database.ts";
import { session, user } from "./schema/auth.ts";
import { members } from "./schema/team.ts";

export interface Member {
  readonly user_id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** Epoch ms. */
  readonly created_at: number;
}

const readable = {
  user_id: members.user_id,
  name: user.name,
  email: user.email,
  role: members.role,
  created_at: members.created_at,
};

/** In order of joining. */
export async function listMembers(db: Database, team_id: string): Promise<Member[]> {
  return await db
    .select(readable)
    .from(members)
    .innerJoin(user, eq(user.id, members.user_id))
    .where(eq(members.team_id, team_id))
    .orderBy(asc(members.created_at), asc(members.user_id));
}

export interface MemberFilter {
  readonly team_id: string;
  /** Found anywhere in the name, or in the address where `by_email`. */
  readonly q?: string;
  readonly by_email: boolean;
  /** Position of the last one of the page before. */
  readonly cursor?: Keyset;
  /** Rows a page, at least 1. */
  readonly limit: number;
}

/** In order of joining. One row more than asked is read, to know whether there is a next page. */
export async function memberPage(
  db: Database,
  { team_id, q, by_email, cursor, limit }: MemberFilter,
): Promise<{ readonly items: readonly Member[]; readonly next_cursor: Keyset | null }> {
  const has = (text: typeof user.name | typeof user.email) => sql`instr(lower(${text}), lower(${q})) > 0`;
  const rows = await db
    .select(readable)
    .from(members)
    .innerJoin(user, eq(user.id, members.user_id))
    .where(
      and(
        eq(members.team_id, team_id),
        cursor && sql`(${members.created_at}, ${members.user_id}) > (${cursor.created_at}, ${cursor.id})`,
        q ? or(has(user.name), by_email ? has(user.email) : undefined) : undefined,
      ),
    )
    .orderBy(asc(members.created_at), asc(members.user_id))
    .limit(limit + 1);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next_cursor = rows.length > limit && last ? { created_at: last.created_at, id: last.user_id } : null;
  return { items, next_cursor };
}

/** How many belong to a team, and how many of them are owners. */
export async function countMembers(
  db: Database,
  team_id: string,
): Promise<{ readonly members: number; readonly owners: number }> {
  const counted = await db.get<{ members: number; owners: number }>(sql`
    SELECT count(*) AS members, count(*) FILTER (WHERE role = 'owner') AS owners
    FROM members WHERE team_id = ${team_id}`);
  return counted ?? { members: 0, owners: 0 };
}

/** One of a team. */
export async function findMember(
  db: Database,
  team_id: string,
  user_id: string,
): Promise<Member | undefined> {
  return await db
    .select(readable)
    .from(members)
    .innerJoin(user, eq(user.id, members.user_id))
    .where(and(eq(members.team_id, team_id), eq(members.user_id, user_id)))
    .get();
}

/** The team that a browser session is in, while its person belongs to it; else the one they joined first. */
export async function membershipOfSession(
  db: Database,
  { session_id, user_id }: { readonly session_id: string; readonly user_id: string },
): Promise<{ team_id: string; role: Role } | undefined> {
  return await db
    .select({ team_id: members.team_id, role: members.role })
    .from(members)
    .leftJoin(session, and(eq(session.id, session_id), eq(session.userId, members.user_id)))
    .where(eq(members.user_id, user_id))
    .orderBy(sql`${session.teamId} IS ${members.team_id} DESC`, asc(members.created_at), asc(members.team_id))
    .limit(1)
    .get();
}

/** The team joined first. */
export async function membershipOf(
  db: Database,
  user_id: string,
): Promise<{ team_id: string; role: Role } | undefined> {
  return await db
    .select({ team_id: members.team_id, role: members.role })
    .from(members)
    .where(eq(members.user_id, user_id))
    .orderBy(asc(members.created_at), asc(members.team_id))
    .limit(1)
    .get();
}

/** Where mail to a member goes; null when they are not (or no longer) in the team. */
export async function emailOf(db: Database, team_id: string, user_id: string): Promise<string | null> {
  const member = await db
    .select({ email: user.email })
    .from(members)
    .innerJoin(user, eq(user.id, members.user_id))
    .where(and(eq(members.team_id, team_id), eq(members.user_id, user_id)))
    .get();
  return member?.email ?? null;
}

/** How many sandboxes each of them has, by user id; those that are only kept too. */
export async function sandboxesByOwner(
  db: Database,
  team_id: string,
  user_ids: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db.all<{ owner_id: string; count: number }>(sql`
    SELECT owner_id, count(*) AS count FROM sandboxes
    WHERE team_id = ${team_id} AND replaced_at IS NULL
      AND owner_id IN (SELECT value FROM json_each(${JSON.stringify(user_ids)})) GROUP BY owner_id`);
  return new Map(rows.map(({ owner_id, count }) => [owner_id, count]));
}
