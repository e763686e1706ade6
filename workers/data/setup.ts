/** The first team, with its owner: all of it in one transaction, and only once. */
import { sql } from "drizzle-orm";
import { SCOPES, type Scope } from "../domain/access.ts";
import type { Database } from "./database.ts";
import { beginnings } from "./new-team.ts";
import { account, user } from "./schema/auth.ts";
import { members, teams, tokens } from "./schema/team.ts";
import { anyTeam } from "./teams.ts";
import { hashedToken } from "./tokens.ts";

export interface FirstTeam {
  readonly team: { readonly id: string; readonly name: string };
  readonly owner: { readonly id: string; readonly name: string; readonly email: string };
  /** As auth/password.ts makes it. */
  readonly password_hash: string;
  readonly token: { readonly id: string; readonly name: string; readonly expires_at: number };
  /** Epoch ms. */
  readonly now: number;
}

/** The API token's secret (every scope), or `already_set_up` when there is a team, be it since a moment. */
export async function createFirstTeam(
  db: Database,
  first: FirstTeam,
): Promise<{ secret: string } | "already_set_up"> {
  const { team, owner, token, now } = first;
  const at = new Date(now);
  const { secret, hash, prefix } = await hashedToken();
  const scopes: readonly Scope[] = SCOPES;
  try {
    await db.batch([
      // Where there is a team already, this inserts nothing, and the rows that name the team fail the transaction.
      db
        .insert(teams)
        .select(sql`SELECT ${team.id}, ${team.name}, ${now} WHERE NOT EXISTS (SELECT 1 FROM teams)`),
      ...beginnings(db, team.id, now),
      db.insert(user).values({ ...owner, emailVerified: true, createdAt: at, updatedAt: at }),
      // The form in which better-auth keeps a password.
      db.insert(account).values({
        id: crypto.randomUUID(),
        accountId: owner.id,
        providerId: "credential",
        userId: owner.id,
        password: first.password_hash,
        createdAt: at,
        updatedAt: at,
      }),
      db.insert(members).values({ team_id: team.id, user_id: owner.id, role: "owner", created_at: now }),
      db.insert(tokens).values({
        ...{ id: token.id, name: token.name, hash, prefix, scopes, expires_at: token.expires_at },
        ...{ team_id: team.id, user_id: owner.id, created_at: now },
      }),
    ]);
    return { secret };
  } catch (error) {
    if (await anyTeam(db)) return "already_set_up";
    throw error;
  }
}
