import { ok } from "../../domain/refusal.ts";
import { AUDIT_FORMATS } from "../../services/audit/audit-formats.ts";
import { exportAudit, readAudit } from "../../services/audit/audit-log.ts";
import { changeAuditRetention, getAuditRetention } from "../../services/audit/audit-retention.ts";
import { download } from "../download.ts";
import { json, type Route, route } from "../route.ts";
import * as schemas from "../schemas/audit.ts";

/** What was done in the team and what was refused. Nothing writes here but what happens. */
export const auditRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/audit",
    summary: "What was changed and what was refused, newest first",
    ability: "audit.read",
    query: schemas.auditQuery,
    answers: { 200: { description: "A page", schema: schemas.auditPage } },
    handle: async ({ context, query }) => json(await readAudit(context, query)),
  }),
  route({
    method: "get",
    path: "/audit/export",
    summary: "All that the same filters choose, as a file",
    ability: "audit.read",
    query: schemas.auditExportQuery,
    answers: {
      200: {
        description: "The file, as an attachment, newest entry first",
        type: ["application/x-ndjson", "text/csv"],
      },
    },
    handle: async ({ context, query }) => {
      const { format = "jsonl" } = query;
      const exported = await exportAudit(context, { ...query, format });
      if (!exported.ok) return exported;
      const name = `sandbar-audit-${new Date(context.now).toISOString().slice(0, 10)}.${format}`;
      return ok(download(new Response(exported.value), name, AUDIT_FORMATS[format].type));
    },
  }),
  route({
    method: "get",
    path: "/audit/retention",
    summary: "How long entries are kept",
    ability: "audit.read",
    answers: { 200: { description: "Days", schema: schemas.auditRetention } },
    handle: async ({ context }) => json(await getAuditRetention(context)),
  }),
  route({
    method: "put",
    path: "/audit/retention",
    summary: "Decide how long entries are kept, as the team's owner",
    ability: "audit.retain",
    body: schemas.auditRetention,
    answers: { 200: { description: "Days, as they are now", schema: schemas.auditRetention } },
    handle: async ({ context, body }) => json(await changeAuditRetention(context, body)),
  }),
];
