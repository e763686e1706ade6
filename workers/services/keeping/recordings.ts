import { actorOf } from "../../domain/access.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import type { RecordingBody } from "../../domain/sandbox/bodies.ts";
import { recordingBody } from "../../domain/terminal/recording.ts";
import { audited, guarded, handedOut } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { findSandbox } from "../sandboxes/find-sandbox.ts";
import { askSandbox } from "../work/agent-request.ts";

export interface RecordingInput {
  /** Of the sandbox. */
  readonly name: string;
  readonly recording_id: string;
}

/** Newest first; those of a sandbox that was destroyed too. */
export async function listRecordings(
  context: ServiceContext,
  { name }: { readonly name: string },
): Promise<Result<{ readonly items: readonly RecordingBody[] }>> {
  return guarded(context, { action: "recording.list", target: `sandbox:${name}` }, async () => {
    const found = await findSandbox(context, name, "sandboxes.read");
    if (!found.ok) return found;
    const recordings = await found.value.stub.recordings();
    return ok({ items: recordings.map((one) => recordingBody(one, name, context.origin)) });
  });
}

/** Refuses with `recording_not_found`. */
export async function getRecording(
  context: ServiceContext,
  { name, recording_id }: RecordingInput,
): Promise<Result<RecordingBody>> {
  const list = await listRecordings(context, { name });
  if (!list.ok) return list;
  const one = list.value.items.find((item) => item.recording_id === recording_id);
  return one ? ok(one) : refuse(NO_SUCH_RECORDING);
}

/** The whole asciicast file; of a recording that is being made, up to now. Refuses with `recording_not_found`. */
export async function downloadRecording(
  context: ServiceContext,
  { name, recording_id }: RecordingInput,
): Promise<Result<Response>> {
  const deed = { action: "recording.downloaded", target: `sandbox:${name}`, data: { recording_id } };
  return handedOut(context, deed, async () => {
    const found = await findSandbox(context, name, "sandboxes.read");
    if (!found.ok) return found;
    if (!/^[\w-]{1,64}$/.test(recording_id)) return refuse(NO_SUCH_RECORDING);
    return named(await askSandbox(context, found.value, `/recordings/${recording_id}/content`));
  });
}

/** Deletes a recording and its bytes. Refuses with `recording_not_found`, `recording_running`. */
export async function deleteRecording(
  context: ServiceContext,
  { name, recording_id }: RecordingInput,
): Promise<Result<null>> {
  const deed = { action: "recording.deleted", target: `sandbox:${name}`, data: { recording_id } };
  return audited(context, deed, async () => {
    const found = await findSandbox(context, name, "sandboxes.change");
    if (!found.ok) return found;
    const actor = actorOf(context.viewer);
    const deleted = named(await found.value.stub.deleteRecording({ actor, recording_id }));
    return deleted.ok ? ok(null) : deleted;
  });
}

/** The object says of whatever it lacks that it is not found. */
function named<T>(result: Result<T>): Result<T> {
  return !result.ok && result.refusal.reason_code === "not_found" ? refuse(NO_SUCH_RECORDING) : result;
}

const NO_SUCH_RECORDING: Refusal = {
  reason_code: "recording_not_found",
  message: "This sandbox has no such recording.",
  retryable: false,
  next_step: "List its recordings to see what there is.",
};
