import { type AuditEntry, listAudit } from "../data/audit.ts";
import { database } from "../data/database.ts";
import { can } from "../domain/access.ts";
import { PAGE_LIMIT_DEFAULT } from "../domain/listing.ts";
import { ok, type Result } from "../domain/refusal.ts";
import { guarded } from "./audit-trail.ts";
import type { ServiceContext } from "./context.ts";

export interface AuditBody extends Omit<AuditEntry, "at" | "team_id"> {
  /** ISO 8601 UTC. */
  readonly at: string;
}

export interface AuditQuery {
  /** `next_before` of the page before. */
  readonly before?: number;
  /** e.g. `sandbox:demo`. */
  readonly target?: string;
  readonly limit?: number;
}

/** Newest first. */
export async function readAudit(
  context: ServiceContext,
  input: AuditQuery,
): Promise<Result<{ readonly items: readonly AuditBody[]; readonly next_before: number | null }>> {
  return guarded(context, { action: "audit.read", target: null }, async () => {
    const { env, viewer } = context;
    const decision = can(viewer, "audit.read");
    if (!decision.ok) return decision;
    const limit = input.limit ?? PAGE_LIMIT_DEFAULT;
    const { before, target } = input;
    const page = await listAudit(database(env.DB), { team_id: viewer.team_id, before, target, limit });
    return ok({ items: page.items.map(auditBody), next_before: page.next_before });
  });
}

function auditBody({ team_id: _, ...entry }: AuditEntry): AuditBody {
  return { ...entry, at: new Date(entry.at).toISOString() };
}
