import { z } from "@hono/zod-openapi";
import { PAGE_LIMIT_MAX } from "../../domain/listing.ts";
import { state } from "./common.ts";
import { record, summary, visibility } from "./record.ts";

export const launchBody = z
  .strictObject({
    name: z.string().min(1).max(200).openapi({ example: "fix-login" }),
    repository: z.string().min(1).nullish().openapi({ example: "https://github.com/owner/name.git" }),
    ref: z.string().min(1).nullish().openapi({ example: "main" }),
    profile: z.string().min(1).nullish().openapi({ example: "small" }),
    template: z.string().min(1).nullish().openapi({ example: "node" }),
    command: z.string().nullish().openapi({ example: "npm test" }),
    env: z.record(z.string(), z.string()).optional(),
    idle_timeout_minutes: z.int().min(0).nullish(),
    visibility: visibility.optional().openapi({ description: "`team` when absent" }),
    force_recreate: z.boolean().optional(),
  })
  .openapi("Launch");

export const launchHeaders = z.object({
  "idempotency-key": z.string().optional(),
  prefer: z.string().optional(),
});

export const launchAnswer = z
  .strictObject({
    sandbox: record,
    reused: z.boolean(),
    resumed: z.boolean(),
    operation_id: z.string().nullable(),
  })
  .openapi("Launched");

export const listQuery = z.object({
  state: state.optional(),
  owner: z.string().optional().openapi({ description: "A user id, or `me`" }),
  q: z.string().max(200).optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).optional(),
});

export const sandboxPage = z
  .strictObject({ items: z.array(summary), next_cursor: z.string().nullable() })
  .openapi("SandboxPage");
