import { z } from "@hono/zod-openapi";
import type { CheckpointDetailBody, RecordBody, SummaryBody } from "../../domain/sandbox/bodies.ts";
import { OPERATION_TYPES, PHASES, VISIBILITIES } from "../../domain/sandbox.ts";
import { failure, state, time } from "./common.ts";

export const operationType = z.enum(OPERATION_TYPES);
const owner = z.strictObject({ user_id: z.string(), name: z.string() });
export const visibility = z.enum(VISIBILITIES);
const phase = z.enum(PHASES).nullable();
const lastActivity = z.strictObject({
  at: time,
  because: z.string().openapi({ description: "What it was", example: "output" }),
});
const blocker = z.strictObject({ code: z.string(), next_step: z.string() });

const checkpointFields = {
  checkpoint_id: z.string(),
  created_at: time,
  size_bytes: z.int().nonnegative(),
  content_sha256: z.string().openapi({ description: "Of the archive’s bytes, lower-case hex" }),
  verified: z.boolean().openapi({ description: "Read back and compared after it was written" }),
};

export const checkpoint = z.strictObject(checkpointFields).openapi("Checkpoint");

export const checkpointDetail = z
  .strictObject({
    ...checkpointFields,
    generation: z.int(),
    commit: z.string().nullable(),
    file_count: z.int(),
    reason: z.string(),
  })
  .openapi("CheckpointDetail") satisfies z.ZodType<CheckpointDetailBody>;

/** What both the record and its row in the list tell. */
const identity = {
  id: z.string(),
  name: z.string(),
  state,
  phase,
  owner,
  visibility,
  repository: z.string().nullable(),
  ref: z.string().nullable(),
  profile: z.string(),
  template: z.string().nullable(),
  created_at: time,
  last_activity: lastActivity,
  web_url: z.string(),
};

export const record = z
  .strictObject({
    ...identity,
    generation: z.int().openapi({ description: "Rises with each start of a container" }),
    version: z.int().openapi({ description: "Rises with each change of the record" }),
    commit: z.string().nullable(),
    command: z.string().nullable(),
    operation: z
      .strictObject({
        id: z.string(),
        type: operationType,
        actor: z.string(),
        started_at: time,
        expires_at: time,
      })
      .nullable(),
    checkpoint: checkpoint.nullable(),
    completion: z.strictObject({ at: time, exit_code: z.int().nullable(), by: z.string() }).nullable(),
    teardown: z.strictObject({
      auto: z.boolean().openapi({ description: "Whether it stops by itself" }),
      at: time.nullable(),
      reason: z.string().nullable().openapi({ description: "The clock that ends it", example: "idle" }),
      policy: z.string().nullable().openapi({ description: "The setting of the policy behind that" }),
      blockers: z.array(blocker),
      warned_at: time.nullable(),
      kept_until: time.nullable(),
      lifetime_ends_at: time.nullable(),
    }),
    archive_expires_at: time.nullable(),
    forked_from: z.strictObject({ name: z.string(), checkpoint_id: z.string() }).nullable(),
    idle_timeout_minutes: z.int().nullable(),
    exports_count: z.int(),
    recording: z.strictObject({
      on: z.boolean(),
      by: z.enum(["policy", "person"]).nullable(),
      since: time.nullable(),
    }),
    error: failure.nullable(),
  })
  .openapi("Sandbox") satisfies z.ZodType<RecordBody>;

export const summary = z
  .strictObject({
    ...identity,
    teardown: z.strictObject({
      auto: z.boolean(),
      at: time.nullable(),
      reason: z.string().nullable(),
      warned_at: time.nullable(),
      blockers: z.array(blocker),
    }),
    archive_expires_at: time.nullable(),
    has_checkpoint: z.boolean(),
    operation: operationType.nullable(),
    error_reason: z.string().nullable(),
  })
  .openapi("SandboxSummary") satisfies z.ZodType<SummaryBody>;
