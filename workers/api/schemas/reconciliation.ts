import { z } from "@hono/zod-openapi";
import { PAGE_LIMIT_MAX } from "../../domain/sandbox/listing.ts";
import {
  FINDINGS,
  type ReconciliationBody,
  type ReconciliationRunBody,
} from "../../domain/sandbox/reconciliation.ts";
import { failure, time } from "./common.ts";

const action = z.enum(FINDINGS);

const finding = z
  .strictObject({
    at: time,
    action,
    sandbox_id: z.string(),
    name: z.string().optional(),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi("Finding");

export const lastRun = z
  .strictObject({
    at: time,
    duration_ms: z.int(),
    counts: z.partialRecord(action, z.int()),
    failures: z.array(z.string()),
  })
  .openapi("ReconciliationLastRun");

export const reconciliationQuery = z.object({
  cursor: z.coerce.number().int().min(1).optional().openapi({ description: "`cursor` of the page before" }),
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).optional(),
});

export const reconciliation = z
  .strictObject({
    last_run: lastRun.nullable(),
    overdue: z.boolean(),
    running: z.boolean(),
    engine: z.strictObject({ name: z.string().nullable(), ok: z.boolean(), problem: failure.nullable() }),
    in_engine: z
      .int()
      .nullable()
      .openapi({ description: "Sandboxes of the team that the engine runs; null when it can’t be asked" }),
    recorded_active: z.int().openapi({ description: "Sandboxes of the team that count in the quota" }),
    findings: z.array(finding),
    cursor: z.int().nullable().openapi({ description: "Of the next page; null at the end" }),
  })
  .openapi("Reconciliation") satisfies z.ZodType<ReconciliationBody>;

export const reconciliationRun = z
  .strictObject({ run: lastRun, findings: z.array(finding) })
  .openapi("ReconciliationRun") satisfies z.ZodType<ReconciliationRunBody>;
