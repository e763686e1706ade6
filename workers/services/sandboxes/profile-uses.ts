import { database } from "../../data/database.ts";
import * as rows from "../../data/profiles.ts";
import { can, seenBy } from "../../domain/access.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import { guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";

/** Names of sandboxes, by the profile that they have and keep from being deleted. */
export type ProfileUses = Readonly<Record<string, readonly string[]>>;

export async function profileUses(context: ServiceContext): Promise<Result<ProfileUses>> {
  return guarded(context, { action: "profile.list", target: null }, async () => {
    const decision = can(context.viewer, "profiles.read");
    if (!decision.ok) return decision;
    return ok(
      await rows.profileUses(database(context.env.DB), context.viewer.team_id, seenBy(context.viewer)),
    );
  });
}
