import { z } from "@hono/zod-openapi";
import type { RecordingBody } from "../../domain/sandbox/bodies.ts";
import { RECORDING_ENDS } from "../../domain/terminal/recording.ts";
import { sandboxName, time } from "./common.ts";

export const recordingParams = z.object({ name: sandboxName, recording_id: z.string().min(1).max(64) });

export const recording = z
  .strictObject({
    recording_id: z.string(),
    terminal_id: z.string(),
    title: z.string(),
    started_at: time,
    ended_at: time.nullable(),
    duration_ms: z.int().nonnegative(),
    size_bytes: z.int().nonnegative(),
    cols: z.int(),
    rows: z.int(),
    status: z
      .enum(["recording", "ended", "cut"])
      .openapi({ description: "`cut`: the terminal went on without it; `reason` says why" }),
    reason: z.enum(RECORDING_ENDS).nullable(),
    download_url: z.string(),
  })
  .openapi("Recording") satisfies z.ZodType<RecordingBody>;
