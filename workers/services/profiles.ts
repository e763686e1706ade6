import { database } from "../data/database.ts";
import { listProfiles as listRows, type Profile } from "../data/profiles.ts";
import { can } from "../domain/access.ts";
import { DEFAULT_PROFILE } from "../domain/profiles.ts";
import { ok, type Result } from "../domain/refusal.ts";
import { guarded } from "./audit-trail.ts";
import type { ServiceContext } from "./context.ts";

export interface ProfileBody extends Profile {
  /** What a launch that names none gets. */
  readonly default: boolean;
}

/** Smallest first. */
export async function listProfiles(
  context: ServiceContext,
): Promise<Result<{ readonly items: readonly ProfileBody[] }>> {
  return guarded(context, { action: "profile.list", target: null }, async () => {
    const decision = can(context.viewer, "profiles.read");
    if (!decision.ok) return decision;
    const profiles = await listRows(database(context.env.DB), context.viewer.team_id);
    const items = profiles.map((profile) => ({ ...profile, default: profile.name === DEFAULT_PROFILE }));
    return ok({ items });
  });
}
