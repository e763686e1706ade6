import { ok, type Result } from "../refusal.ts";
import { newRecord } from "../sandbox/new-record.ts";
import type { Checkpoint, SandboxRecord } from "../sandbox.ts";
import type { Request } from "./command.ts";
import { type Decision, Draft } from "./draft.ts";
import * as refusals from "./refusals.ts";

type Of<T extends Request["type"]> = Extract<Request, { type: T }>;

export function launch(record: SandboxRecord | null, request: Of<"launch">, now: number): Result<Decision> {
  if (record) return refusals.illegalTransition(record.state, "be launched a second time");
  const draft = new Draft(newRecord(request.facts), request.actor, now);
  draft.emit("created", { repository: request.facts.repository, profile: request.facts.profile });
  draft.begin(request.operation_id, "launch");
  const { fork = null } = request;
  if (fork) {
    const { sandbox_name, checkpoint, base_commit } = fork;
    draft.set({ forked_from: fork, commit: base_commit });
    draft.emit("forked", { from: sandbox_name, checkpoint_id: checkpoint.checkpoint_id });
  }
  return ok(provision(draft, "launched", fork?.checkpoint ?? null, false).done());
}

/** A new generation starts: the only way in which anything is started in an engine (pitfall C19). */
function provision(draft: Draft, reason: string, restore: Checkpoint | null, keep: boolean): Draft {
  const operation_id = draft.record.operation!.id;
  const generation = draft.record.generation + 1;
  draft.moveTo("provisioning", reason);
  draft.set({
    generation,
    plan: { kind: "provision", restore, keep },
    container: "present",
    error: null,
    blockers: [],
    completion: null,
    keep_until: null,
    notice: null,
    destroyed_at: null,
  });
  draft.beginPhase("allocating");
  return draft.effect({ type: "provision", operation_id, generation, phase: "allocating", keep, restore });
}

export function resume(record: SandboxRecord, request: Of<"resume">, now: number): Result<Decision> {
  if (record.operation) return refusals.operationConflict(record.operation);
  const draft = new Draft(record, request.actor, now);
  switch (record.state) {
    case "running":
      return ok(draft.begin(request.operation_id, "resume").end("succeeded", { already: true }).done());
    case "completed":
      draft.begin(request.operation_id, "resume").set({ completion: null });
      return ok(draft.moveTo("running", "resumed").end("succeeded", { already: true }).done());
    case "destroyed": {
      const checkpoint = request.checkpoint ?? record.checkpoint;
      if (!checkpoint) return refusals.noCheckpoint("Launch a new sandbox instead.");
      draft.begin(request.operation_id, "resume");
      return ok(provision(draft, "resumed", checkpoint, false).done());
    }
    case "error": {
      const keep = record.container !== "none";
      if (keep && request.checkpoint) return refusals.unsavedWork();
      draft.begin(request.operation_id, "resume");
      const checkpoint = request.checkpoint ?? record.checkpoint ?? record.forked_from?.checkpoint ?? null;
      return ok(provision(draft, "retried", checkpoint, keep).done());
    }
    case "new":
    case "provisioning":
    case "saving":
    case "tearing_down":
      return refusals.illegalTransition(record.state, "be resumed");
  }
}

export function save(record: SandboxRecord, request: Of<"save">, now: number): Result<Decision> {
  if (record.operation) return refusals.operationConflict(record.operation);
  if (record.state === "error" && record.container !== "present") return refusals.workNotSaved(record);
  const { checkpoint_id, operation_id } = request;
  const return_to = record.completion ? "completed" : "running";
  const from_error = record.state === "error";
  const { generation } = record;
  const draft = new Draft(record, request.actor, now).begin(operation_id, "save");
  draft.moveTo("saving", request.reason === "manual" ? "save requested" : "periodic save");
  draft.set({ plan: { kind: "save", checkpoint_id, return_to, from_error }, error: null });
  draft.effect({ type: "save", operation_id, generation, checkpoint_id, reason: request.reason });
  return ok(draft.done());
}

export function startExport(record: SandboxRecord, request: Of<"export">, now: number): Result<Decision> {
  const { state, checkpoint, generation } = record;
  if (state !== "running" && state !== "completed" && state !== "destroyed") {
    return refusals.exportStateBlocked(state);
  }
  if (record.operation) return refusals.operationConflict(record.operation);
  if (request.source === "live" && state === "destroyed") return refusals.exportStateBlocked(state);
  if (request.source === "checkpoint" && !checkpoint) {
    return refusals.noCheckpoint("Save first, or export with source live.");
  }
  const { export_id, operation_id, kind, source, branch = null } = request;
  const draft = new Draft(record, request.actor, now).begin(operation_id, "export");
  draft.set({ plan: { kind: "export", export_id } }).emit("export_started", { export_id, kind, source });
  draft.effect({ type: "export", operation_id, generation, export_id, kind, source, checkpoint, branch });
  return ok(draft.done());
}

export function teardown(record: SandboxRecord, request: Of<"teardown">, now: number): Result<Decision> {
  const { operation_id, checkpoint_id, discard, force, attached } = request;
  const draft = new Draft(record, request.actor, now);
  const launching = record.state === "new" || record.state === "provisioning";

  if (record.state === "destroyed") {
    if (record.operation) return teardownBlocked(record.operation);
    return ok(draft.begin(operation_id, "teardown").end("succeeded", { already: true }).done());
  }
  if (launching && !force) return refusals.forceNeeded(record.state);
  if (record.operation) {
    if (!launching) return teardownBlocked(record.operation);
    draft.void(refusals.ABORTED);
  }
  if (record.state === "running" && !force && !discard) {
    if (attached.terminals + attached.execs + attached.processes > 0)
      return refusals.somethingAttached(attached);
  }
  if (record.state === "error" && record.container === "lost" && !discard)
    return refusals.workNotSaved(record);

  // A retry that was bringing kept files back may still hold the only copy of them.
  const holdsKeptWork = launching && record.plan?.kind === "provision" && record.plan.keep;
  if (holdsKeptWork && !discard) return refusals.workNotSaved(record);

  draft.begin(operation_id, "teardown");
  const nothingToSave = launching || discard || record.container === "none";
  const return_to = record.completion ? "completed" : "running";
  draft.set({
    plan: { kind: "teardown", checkpoint_id: nothingToSave ? null : checkpoint_id, discard, return_to },
  });
  if (discard) draft.emit("discarded", { checkpoint_id: record.checkpoint?.checkpoint_id ?? null });
  const { generation } = record;
  if (nothingToSave) {
    draft.moveTo("tearing_down", discard ? "discarded" : "teardown requested").set({ error: null });
    draft.effect({ type: "destroy", operation_id, generation });
  } else {
    // Pitfall C2: always a fresh save, whatever checkpoint there is.
    draft.moveTo("saving", "saving before teardown").set({ error: null });
    draft.effect({ type: "save", operation_id, generation, checkpoint_id, reason: "teardown" });
  }
  return ok(draft.done());
}

function teardownBlocked(operation: NonNullable<SandboxRecord["operation"]>): Result<never> {
  return operation.type === "export"
    ? refusals.exportInProgress(operation)
    : refusals.operationConflict(operation);
}

export function complete(record: SandboxRecord, request: Of<"complete">, now: number): Result<Decision> {
  const completion = { at: now, exit_code: request.exit_code, by: request.actor };
  const draft = new Draft(record, request.actor, now);
  switch (record.state) {
    case "completed":
      return ok(draft.done());
    case "running":
      draft.emit("completed", { exit_code: request.exit_code }).set({ completion });
      return ok(draft.moveTo("completed", "completion signalled").done());
    case "saving": {
      // The save goes on; the state it returns to changes.
      const { plan } = record;
      draft.emit("completed", { exit_code: request.exit_code }).set({ completion });
      if (plan?.kind === "save" || plan?.kind === "teardown") {
        draft.set({ plan: { ...plan, return_to: "completed" } });
      }
      return ok(draft.done());
    }
    default:
      return refusals.illegalTransition(record.state, "complete");
  }
}
