import { z } from "@hono/zod-openapi";
import { ACTOR_KINDS, AUDIT_RETENTION, OUTCOMES } from "../../domain/audit/audit.ts";
import { PAGE_LIMIT_MAX } from "../../domain/sandbox/listing.ts";
import type { AuditBody } from "../../services/audit/audit-log.ts";
import { time } from "./common.ts";

const text = z.string().max(200).optional();
const moment = z.string().max(40).optional();

const filter = {
  actor_kind: z.enum(ACTOR_KINDS).optional().openapi({ description: "What kind of somebody did it" }),
  actor: text.openapi({ description: "An actor's id, or part of their name", example: "Ann" }),
  action: text.openapi({
    description: "What was done; one that ends in a full stop stands for all that begin with it",
    example: "share.",
  }),
  outcome: z.enum(OUTCOMES).optional(),
  target: text.openapi({ description: "To what, whole", example: "sandbox:demo" }),
  from: moment.openapi({
    description: "A day or an ISO 8601 instant, inclusive; UTC",
    example: "2026-11-01",
  }),
  to: moment.openapi({
    description: "A day, counted to its end, or an ISO 8601 instant, inclusive; UTC",
    example: "2026-11-30",
  }),
  q: text.openapi({ description: "Part of a name, an action, a target, an address or the data" }),
};

export const auditQuery = z.object({
  ...filter,
  before: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .openapi({ description: "`next_before` of the page before" }),
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).optional(),
});

export const auditExportQuery = z.object({
  ...filter,
  format: z
    .enum(["csv", "jsonl"])
    .optional()
    .openapi({ description: "JSON lines, or RFC 4180 with a header line; JSON lines unless it is named" }),
});

const auditEntry = z
  .strictObject({
    seq: z.int().openapi({ description: "In the order of writing, over all teams" }),
    at: time,
    actor: z.strictObject({
      kind: z.enum(ACTOR_KINDS).openapi({
        description: "`policy`, `system` and `agent` are the product itself; `anonymous` was refused unknown",
      }),
      id: z.string(),
      label: z.string().openapi({ description: "Their name at the time" }),
    }),
    address: z.string().nullable().openapi({ description: "Network address, where the platform tells it" }),
    action: z.string().openapi({ example: "share.revoked" }),
    outcome: z.enum(OUTCOMES).openapi({
      description:
        "`interrupted`: the server went down or failed before it was known whether this was done; what came of it may follow",
    }),
    target: z.string().nullable().openapi({ example: "sandbox:demo" }),
    data: z.record(z.string(), z.unknown()).openapi({
      description: "What belongs to the action; `reason_code` of what was refused, `request_id` always",
    }),
  })
  .openapi("AuditEntry") satisfies z.ZodType<AuditBody>;

export const auditPage = z
  .strictObject({
    items: z.array(auditEntry),
    next_before: z.int().nullable().openapi({ description: "`before` of the next page; null at the end" }),
  })
  .openapi("AuditPage");

export const auditRetention = z
  .strictObject({
    audit_retention_days: z
      .int()
      .min(0)
      .max(AUDIT_RETENTION.max)
      .openapi({
        description: `Days that entries are kept: ${AUDIT_RETENTION.min} at least, or 0 for ever`,
        example: AUDIT_RETENTION.default,
      }),
  })
  .openapi("AuditRetention");
