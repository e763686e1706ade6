import { type AuditEntry, lastAuditSeq, listAudit } from "../../data/audit.ts";
import { database } from "../../data/database.ts";
import { can } from "../../domain/access.ts";
import { type AuditFilter, type AuditQuery, readAuditQuery } from "../../domain/audit/audit.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import { PAGE_LIMIT_DEFAULT } from "../../domain/sandbox/listing.ts";
import type { ServiceContext } from "../context.ts";
import { AUDIT_FORMATS, type AuditFormat } from "./audit-formats.ts";
import { guarded, handedOut } from "./audit-trail.ts";

export interface AuditBody extends Omit<AuditEntry, "at" | "team_id"> {
  /** ISO 8601 UTC. */
  readonly at: string;
}

export interface AuditPageQuery extends AuditQuery {
  /** `next_before` of the page before. */
  readonly before?: number;
  readonly limit?: number;
}

/** Newest first. Refuses with `invalid_input` a `from` or `to` that is no time. */
export async function readAudit(
  context: ServiceContext,
  { before, limit = PAGE_LIMIT_DEFAULT, ...query }: AuditPageQuery,
): Promise<Result<{ readonly items: readonly AuditBody[]; readonly next_before: number | null }>> {
  return guarded(context, { action: "audit.read", target: null }, async () => {
    const { env, viewer } = context;
    const decision = can(viewer, "audit.read");
    if (!decision.ok) return decision;
    const filter = readAuditQuery(query);
    if (!filter.ok) return filter;
    const { team_id } = viewer;
    const page = await listAudit(database(env.DB), { ...filter.value, team_id, before, limit });
    return ok({ items: page.items.map(auditBody), next_before: page.next_before });
  });
}

/** Entries that one query of an export reads. */
const EXPORT_PAGE = 1000;

/**
 * Everything the query chooses, newest first, to the end however many pages that has (C21): what was written before it
 * was asked for, the asking included. Read as fast as it is taken; only one page is held at a time.
 */
export async function exportAudit(
  context: ServiceContext,
  { format, ...query }: AuditQuery & { readonly format: AuditFormat },
): Promise<Result<ReadableStream<Uint8Array>>> {
  const named = Object.fromEntries(Object.entries(query).filter(([, value]) => value));
  const deed = { action: "audit.exported", target: "audit", data: { format, ...named } };
  const filter = await handedOut(context, deed, async () => {
    const decision = can(context.viewer, "audit.read");
    return decision.ok ? readAuditQuery(query) : decision;
  });
  if (!filter.ok) return filter;
  return ok(streamed(context, filter.value, format, await lastAuditSeq(database(context.env.DB))));
}

function streamed(
  { env, viewer }: ServiceContext,
  filter: AuditFilter,
  format: AuditFormat,
  up_to: number,
): ReadableStream<Uint8Array> {
  const { head, line } = AUDIT_FORMATS[format];
  const encoder = new TextEncoder();
  const { team_id } = viewer;
  let before: number | undefined;
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode(head)),
      async pull(controller) {
        const request = { ...filter, team_id, before, up_to, limit: EXPORT_PAGE };
        const { items, next_before } = await listAudit(database(env.DB), request);
        if (items.length > 0) {
          controller.enqueue(encoder.encode(items.map((item) => line(auditBody(item))).join("")));
        }
        if (next_before === null) controller.close();
        else before = next_before;
      },
    },
    { highWaterMark: 0 },
  );
}

function auditBody({ team_id: _, ...entry }: AuditEntry): AuditBody {
  return { ...entry, at: new Date(entry.at).toISOString() };
}
