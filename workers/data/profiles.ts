/** What a sandbox may use, by name; every team begins with those of domain/policy/profiles.ts. */
import { and, asc, eq, sql } from "drizzle-orm";
import type { PolicyPatch } from "../domain/policy/policy-settings.ts";
import type { Database } from "./database.ts";
import { profiles } from "./schema/team.ts";
import { visibleTo } from "./visible.ts";

export interface Profile {
  readonly name: string;
  readonly description: string;
  readonly cpus: number;
  readonly memory_bytes: number;
  readonly disk_bytes: number;
  readonly pids: number;
  /** Image class; engines map it to what they have. */
  readonly image: string;
  /** Settings of the team's policy that this profile overrides. */
  readonly policy: PolicyPatch;
  readonly built_in: boolean;
}

const readable = {
  name: profiles.name,
  description: profiles.description,
  cpus: profiles.cpus,
  memory_bytes: profiles.memory_bytes,
  disk_bytes: profiles.disk_bytes,
  pids: profiles.pids,
  image: profiles.image,
  policy: profiles.policy,
  built_in: profiles.built_in,
};

/** Smallest first. */
export async function listProfiles(db: Database, team_id: string): Promise<Profile[]> {
  return await db
    .select(readable)
    .from(profiles)
    .where(eq(profiles.team_id, team_id))
    .orderBy(asc(profiles.memory_bytes), asc(profiles.name));
}

export async function findProfile(db: Database, team_id: string, name: string): Promise<Profile | undefined> {
  return await db
    .select(readable)
    .from(profiles)
    .where(and(eq(profiles.team_id, team_id), eq(profiles.name, name)))
    .get();
}

/** False when the name is taken. */
export async function insertProfile(
  db: Database,
  team_id: string,
  profile: Profile,
  now: number,
): Promise<boolean> {
  const result = await db
    .insert(profiles)
    .values({ ...profile, team_id, created_at: now })
    .onConflictDoNothing();
  return result.meta.changes === 1;
}

/** What of a profile changes; the name never does. */
export interface ProfileUpdate extends Partial<Omit<Profile, "name" | "policy" | "built_in">> {
  /** Merged into the overrides one by one; null removes one. */
  readonly policy: Readonly<Record<string, unknown>>;
}

/** Merges inside the one statement, so that changes made at once don't undo each other. */
export async function updateProfile(
  db: Database,
  team_id: string,
  name: string,
  { policy, ...fields }: ProfileUpdate,
): Promise<Profile | undefined> {
  const merged = sql<PolicyPatch>`json_patch(${profiles.policy}, ${JSON.stringify(policy)})`;
  return await db
    .update(profiles)
    .set({ ...fields, policy: merged })
    .where(and(eq(profiles.team_id, team_id), eq(profiles.name, name)))
    .returning(readable)
    .get();
}

/** Names of the sandboxes that `deleteProfile` would find, by profile; of those that `seen_by` sees (null: all). */
export async function profileUses(
  db: Database,
  team_id: string,
  seen_by: string | null,
): Promise<Record<string, string[]>> {
  const rows = await db.all<{ profile: string; name: string }>(sql`
    SELECT record ->> '$.profile' AS profile, name FROM sandboxes
    WHERE team_id = ${team_id} AND state <> 'destroyed' AND ${visibleTo(seen_by) ?? sql`true`} ORDER BY name`);
  const uses = Map.groupBy(rows, ({ profile }) => profile);
  return Object.fromEntries(Array.from(uses, ([profile, using]) => [profile, using.map(({ name }) => name)]));
}

/** Decided inside the one statement: a profile stays as long as a sandbox that is not destroyed has it. */
export async function deleteProfile(
  db: Database,
  team_id: string,
  name: string,
): Promise<"deleted" | "in_use" | "not_found"> {
  const result = await db.run(sql`
    DELETE FROM profiles WHERE team_id = ${team_id} AND name = ${name} AND NOT EXISTS (
      SELECT 1 FROM sandboxes WHERE team_id = ${team_id} AND state <> 'destroyed'
        AND record ->> '$.profile' = ${name})`);
  if (result.meta.changes === 1) return "deleted";
  return (await findProfile(db, team_id, name)) ? "in_use" : "not_found";
}
