/** What people say about the recording of a sandbox's terminals. */

import { ok, type Result } from "../refusal.ts";
import type { SandboxRecord } from "../sandbox.ts";
import { recordingFolder } from "../terminal/recording.ts";
import type { Request } from "./command.ts";
import { type Decision, Draft } from "./draft.ts";
import * as refusals from "./refusals.ts";

type Of<T extends Request["type"]> = Extract<Request, { type: T }>;

export function changeRecording(
  record: SandboxRecord,
  request: Of<"change_recording">,
  now: number,
): Result<Decision> {
  const { actor, on, demanded } = request;
  if (!on && demanded) return refusals.recordingRequired();
  const draft = new Draft(record, actor, now);
  if (on === (record.recording !== null)) return ok(draft.done());
  draft.emit(on ? "recording_started" : "recording_stopped");
  return ok(draft.set({ recording: on ? { at: now, actor } : null }).done());
}

/** Whatever else is under way: nothing but its reader needs it. */
export function deleteRecording(
  record: SandboxRecord,
  request: Of<"delete_recording">,
  now: number,
): Result<Decision> {
  const { actor } = request;
  const { recording_id, status, title } = request.recording;
  if (status === "recording") return refusals.recordingRunning();
  const draft = new Draft(record, actor, now).emit("recording_deleted", { recording_id, title });
  const keys = [recordingFolder(record.id, recording_id)];
  const { generation } = record;
  return ok(draft.effect({ type: "delete_objects", operation_id: null, generation, keys }).done());
}
