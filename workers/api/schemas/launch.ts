import { z } from "@hono/zod-openapi";
import { PAGE_LIMIT_MAX } from "../../domain/sandbox/listing.ts";
import { preferHeader, state } from "./common.ts";
import { record, summary, visibility } from "./record.ts";

export const launchBody = z
  .strictObject({
    name: z.string().min(1).max(200).openapi({
      description: "Lower case letters, digits and hyphens once normalised; free in the team",
      example: "fix-login",
    }),
    repository: z.string().min(1).nullish().openapi({
      description:
        "https or ssh, without credentials; `file://` only below the roots that the operator allows",
      example: "https://github.com/owner/name.git",
    }),
    ref: z.string().min(1).nullish().openapi({
      description: "Branch, tag or commit of the repository; its default branch unless it is named",
      example: "main",
    }),
    profile: z
      .string()
      .min(1)
      .nullish()
      .openapi({ description: "Size; the default one unless it is named", example: "small" }),
    template: z.string().min(1).nullish().openapi({
      description: "Instead of a repository; empty with neither",
      example: "node",
    }),
    command: z.string().nullish().openapi({
      description: "Run by a shell in the workspace once it is up; when it ends the sandbox is completed",
      example: "npm test",
    }),
    env: z.record(z.string(), z.string()).optional().openapi({
      description: "For the command and for shells; kept encrypted, never shown again",
    }),
    idle_timeout_minutes: z.int().min(0).nullish(),
    visibility: visibility.optional().openapi({ description: "`team` when absent" }),
    force_recreate: z.boolean().optional().openapi({
      description: "A sandbox of that name with another source is saved and torn down first",
    }),
  })
  .openapi("Launch");

export const launchHeaders = z.object({
  "idempotency-key": z.string().optional().openapi({
    description:
      "1 to 200 printable ASCII characters: a repeated request with it is the same launch, as failed when that failed",
    example: "ci-1234",
  }),
  ...preferHeader.shape,
});

export const launchAnswer = z
  .strictObject({
    sandbox: record,
    reused: z.boolean().openapi({ description: "It existed already" }),
    resumed: z.boolean().openapi({ description: "It was archived and comes back with its files" }),
    operation_id: z
      .string()
      .nullable()
      .openapi({ description: "What is under way; null when nothing had to be done" }),
  })
  .openapi("Launched");

export const listQuery = z.object({
  state: state.optional(),
  owner: z.string().optional().openapi({ description: "A user id, or `me`" }),
  q: z.string().max(200).optional().openapi({ description: "Part of a name or a repository" }),
  cursor: z.string().optional().openapi({ description: "`next_cursor` of the page before" }),
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).optional(),
});

export const sandboxPage = z
  .strictObject({ items: z.array(summary), next_cursor: z.string().nullable() })
  .openapi("SandboxPage");
