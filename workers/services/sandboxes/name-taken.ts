/** Names that are taken, for whoever would launch under them: by whom is told only to those who may see that sandbox. */
import { database } from "../../data/database.ts";
import { findSandboxByName } from "../../data/sandboxes.ts";
import { can, resourceOf } from "../../domain/access.ts";
import type { Refusal } from "../../domain/refusal.ts";
import type { ServiceContext } from "../context.ts";

/** @param name normalised. Null when it is free; `owner` is null where that is not the viewer's to know. */
export async function nameTaken(
  { env, viewer }: ServiceContext,
  name: string,
): Promise<{ readonly owner: string | null } | null> {
  const row = await findSandboxByName(database(env.DB), viewer.team_id, name);
  if (!row) return null;
  const seen = can(viewer, "sandboxes.read", resourceOf(row.record));
  return { owner: seen.ok ? row.record.owner.name : null };
}

/** The name of a sandbox that does not exist for the viewer. */
export function takenUnseen(name: string): Refusal {
  return {
    reason_code: "name_taken",
    message: `The name ${name} is taken in this team.`,
    retryable: false,
    next_step: "Choose another name.",
    field: "name",
  };
}
