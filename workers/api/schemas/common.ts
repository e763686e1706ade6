import { z } from "@hono/zod-openapi";
import { STATES } from "../../domain/sandbox.ts";

/** ISO 8601 UTC. */
export const time = z.iso
  .datetime()
  .openapi({ description: "ISO 8601, UTC", example: "2026-11-21T15:00:00.000Z" });
export const state = z.enum(STATES);

export const errorBody = z
  .strictObject({
    error: z.string().openapi({ description: "One plain sentence for a person" }),
    reason_code: z
      .string()
      .openapi({ description: "snake_case and stable: what programs go by", example: "quota_exceeded" }),
    retryable: z
      .boolean()
      .openapi({ description: "Whether the same request may succeed later without being changed" }),
    next_step: z.string().optional().openapi({ description: "What the person can do now" }),
    operation_id: z
      .string()
      .optional()
      .openapi({ description: "The operation that failed, or is in the way" }),
    field: z.string().optional().openapi({ description: "Of the body, query or headers: what is wrong" }),
    request_id: z.string().openapi({ description: "Finds it in the audit log and the server’s log" }),
  })
  .openapi("Error");

/** A refusal that is part of a record, not an answer of its own. */
export const failure = z
  .strictObject({
    reason_code: z.string(),
    message: z.string(),
    retryable: z.boolean(),
    next_step: z.string().optional(),
    field: z.string().optional(),
    operation_id: z.string().optional(),
  })
  .openapi("Failure");

/** The name is normalised as at launch, so `My App` finds `my-app`. */
export const sandboxName = z
  .string()
  .min(1)
  .max(200)
  .openapi({ description: "Normalised as at launch: `My App` finds `my-app`", example: "fix-login" });
export const sandboxParams = z.object({ name: sandboxName });

export const rangeHeader = z.object({
  range: z.string().optional().openapi({ description: "`bytes=FIRST-LAST`: a part of the bytes" }),
});

export const preferHeader = z.object({
  prefer: z
    .string()
    .optional()
    .openapi({ description: "`wait=N`: answer when the operation has ended, or after N seconds" }),
});

export function items<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item) });
}
