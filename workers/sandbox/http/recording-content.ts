import { CAST_TYPE } from "../../domain/terminal/recording.ts";
import type { Sandbox } from "../sandbox.ts";
import { refused } from "./route.ts";

/** The whole file as an attachment; of a recording that is being made, up to now. */
export async function recordingContent(sandbox: Sandbox, recording_id: string): Promise<Response> {
  const { rows, store } = sandbox.recordings;
  await sandbox.recordings.flush(recording_id);
  const recording = rows.find(recording_id);
  if (!recording) {
    const message = "There is no such recording.";
    return refused(404, { reason_code: "not_found", message, retryable: false });
  }
  const headers = {
    "content-type": CAST_TYPE,
    "content-length": String(recording.size_bytes),
    "content-disposition": `attachment; filename="${sandbox.record?.name}-${recording_id}.cast"`,
    "cache-control": "private, no-store",
  };
  return new Response(store.content(recording), { headers });
}
