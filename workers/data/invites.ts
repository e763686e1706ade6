/** Invites into a team: shown once, kept as a hash, each for one person. */
import { and, asc, eq, gt, isNull, sql } from "drizzle-orm";
import type { Role } from "../domain/access.ts";
import type { Database } from "./database.ts";
import { randomSecret, sha256Hex } from "./hashing.ts";
import { user } from "./schema/auth.ts";
import { invites, teams } from "./schema/team.ts";

const TOKEN_FORM = /^[A-Za-z0-9_-]{43}$/;

export interface Invite {
  readonly id: string;
  readonly team_id: string;
  /** What whoever accepts becomes. */
  readonly role: Role;
  /** Lower case: the one address that it is for; null = whoever has the link. */
  readonly email: string | null;
  /** User id. */
  readonly made_by: string;
  /** Epoch ms, as the others. */
  readonly created_at: number;
  readonly expires_at: number;
}

/** With whom it is between, and what has become of it. */
export interface FoundInvite extends Invite {
  readonly team: string;
  readonly maker: string;
  readonly used_at: number | null;
  readonly revoked_at: number | null;
}

const readable = {
  id: invites.id,
  team_id: invites.team_id,
  role: invites.role,
  email: invites.email,
  made_by: invites.made_by,
  created_at: invites.created_at,
  expires_at: invites.expires_at,
};

/**
 * The token, the only copy there will ever be. Undefined where the team has `limit` open ones, or the maker may not
 * invite any more: decided inside the statement.
 */
export async function createInvite(db: Database, invite: Invite, limit: number): Promise<string | undefined> {
  const { id, team_id, role, email, made_by, created_at, expires_at } = invite;
  const token = randomSecret();
  const hash = await sha256Hex(token);
  const made = await db.run(sql`
    INSERT INTO invites (id, team_id, hash, role, email, made_by, created_at, expires_at)
    SELECT ${id}, ${team_id}, ${hash}, ${role}, ${email}, ${made_by}, ${created_at}, ${expires_at}
    WHERE EXISTS (SELECT 1 FROM members WHERE team_id = ${team_id} AND user_id = ${made_by} AND role IN ('owner', 'admin'))
      AND (SELECT count(*) FROM invites WHERE team_id = ${team_id} AND used_at IS NULL AND revoked_at IS NULL
        AND expires_at > ${created_at}) < ${limit}`);
  return made.meta.changes === 1 ? token : undefined;
}

/** Those that can be accepted now, oldest first, with who made them. */
export async function listOpenInvites(
  db: Database,
  team_id: string,
  now: number,
): Promise<(Invite & { readonly maker: string })[]> {
  return await db
    .select({ ...readable, maker: user.name })
    .from(invites)
    .innerJoin(user, eq(user.id, invites.made_by))
    .where(
      and(
        eq(invites.team_id, team_id),
        isNull(invites.used_at),
        isNull(invites.revoked_at),
        gt(invites.expires_at, now),
      ),
    )
    .orderBy(asc(invites.created_at), asc(invites.id));
}

/** Whatever has become of it. Looked up by hash, so timing tells nothing about others. */
export async function findInviteByToken(db: Database, token: string): Promise<FoundInvite | undefined> {
  if (!TOKEN_FORM.test(token)) return undefined;
  return await db
    .select({
      ...readable,
      used_at: invites.used_at,
      revoked_at: invites.revoked_at,
      team: teams.name,
      maker: user.name,
    })
    .from(invites)
    .innerJoin(teams, eq(teams.id, invites.team_id))
    .innerJoin(user, eq(user.id, invites.made_by))
    .where(eq(invites.hash, await sha256Hex(token)))
    .get();
}

/** The role that it was for; undefined when there is no such open invite in the team. */
export async function revokeInvite(
  db: Database,
  team_id: string,
  id: string,
  now: number,
): Promise<Role | undefined> {
  const [revoked] = await db
    .update(invites)
    .set({ revoked_at: now })
    .where(
      and(
        eq(invites.team_id, team_id),
        eq(invites.id, id),
        isNull(invites.used_at),
        isNull(invites.revoked_at),
        gt(invites.expires_at, now),
      ),
    )
    .returning({ role: invites.role });
  return revoked?.role;
}
