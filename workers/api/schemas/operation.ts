import { z } from "@hono/zod-openapi";
import type { OperationStatusBody } from "../../domain/sandbox/operation-body.ts";
import { failure, preferHeader, time } from "./common.ts";
import { operationType } from "./record.ts";

const result = z.record(z.string(), z.unknown()).nullable();

/** 202 while it runs; 200 with `result` when it ended within `Prefer: wait=N`. */
export const startedFields = {
  operation_id: z.string(),
  status: z
    .enum(["running", "succeeded"])
    .openapi({ description: "`running` with 202: follow `operation_id`" }),
  result: result.optional(),
};

export const startHeaders = z.object({
  "idempotency-key": z.string().optional().openapi({
    description:
      "1 to 200 printable ASCII characters: a repeated request with it is the same operation, as failed when that failed",
    example: "ci-1234",
  }),
  ...preferHeader.shape,
});

export const started = z.strictObject(startedFields).openapi("Started");

export const operationStatus = z
  .strictObject({
    operation_id: z.string(),
    type: operationType,
    status: z.enum(["running", "succeeded", "failed"]),
    actor: z.string(),
    started_at: time,
    ended_at: time.nullable(),
    result,
    error: failure.nullable(),
  })
  .openapi("Operation") satisfies z.ZodType<OperationStatusBody>;
