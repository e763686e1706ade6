import { z } from "@hono/zod-openapi";
import type { ExportBody } from "../../domain/sandbox/bodies.ts";
import { failure, sandboxName, time } from "./common.ts";
import { startedFields } from "./operation.ts";

const kind = z.enum(["archive", "patch", "branch"]);
const source = z.enum(["checkpoint", "live"]);

/** One line: git's helpers speak in lines. */
const secretLine = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}+$/u, "It is one line without control characters");

const credential = z.strictObject({ username: secretLine(200), password: secretLine(4000) }).openapi({
  description:
    "For a branch of an https repository: a user name and an access token. Used once, kept in memory only",
  writeOnly: true,
});

export const exportRequest = z
  .strictObject({
    kind,
    source: source.optional().openapi({ description: "`checkpoint` (the last verified one) unless `live`" }),
    branch: z
      .string()
      .max(1000)
      .optional()
      .openapi({ description: "Of a branch export: `sandbar/NAME` unless it is named" }),
    credential: credential.optional(),
  })
  .openapi("ExportRequest");

export const exportStarted = z.strictObject({ ...startedFields, export_id: z.string() });
export const exportParams = z.object({ name: sandboxName, export_id: z.string().min(1).max(64) });

export const exportRecord = z
  .strictObject({
    export_id: z.string(),
    kind,
    source,
    status: z.enum(["running", "succeeded", "failed"]),
    branch: z.string().nullable(),
    url: z.string().nullable(),
    commit: z.string().nullable(),
    checkpoint_id: z.string().nullable(),
    requested_at: time,
    exported_at: time.nullable(),
    size_bytes: z.int().nullable(),
    content_sha256: z.string().nullable().openapi({ description: "Of the file, lower-case hex" }),
    download_url: z.string().nullable(),
    file_name: z.string().nullable(),
    summary: z
      .strictObject({
        unchanged: z.boolean().optional().openapi({ description: "The branch had this tree already" }),
        files: z.int().optional(),
        additions: z.int().optional().openapi({ description: "Lines" }),
        deletions: z.int().optional().openapi({ description: "Lines" }),
      })
      .nullable(),
    error: failure.nullable(),
  })
  .openapi("Export") satisfies z.ZodType<ExportBody>;
