import type { Refusal } from "../refusal.ts";
import type { Actor, ExportRecord, Phase, SandboxRecord } from "../sandbox.ts";
import type { Report } from "./command.ts";
import { type Decision, Draft } from "./draft.ts";
import { LEASE_EXPIRED } from "./refusals.ts";

export const SYSTEM: Actor = { kind: "system", id: "system", label: "Sandbar" };

type Of<T extends Report["type"]> = Extract<Report, { type: T }>;

/** Null: it belongs to something that is no longer current, and is dropped. */
export function report(record: SandboxRecord, command: Report, now: number): Decision | null {
  if ("generation" in command && command.generation !== record.generation) return null;
  if ("operation_id" in command && command.operation_id !== record.operation?.id) return null;
  const draft = new Draft(record, record.operation?.actor ?? SYSTEM, now);
  switch (command.type) {
    case "phase_done":
      return phaseDone(draft, command, now);
    case "provision_failed":
      return provisionFailed(draft, command.refusal);
    case "saved":
      return saved(draft, command);
    case "save_failed":
      return saveFailed(draft, command.refusal);
    case "export_done":
      draft.set({ exports_count: record.exports_count + 1 });
      return draft.end("succeeded", exportResult(command.export)).done();
    case "export_failed":
      return draft.end("failed", null, command.refusal).done();
    case "destroy_confirmed":
      draft.moveTo("destroyed", "the engine confirmed that nothing is left");
      draft.set({ container: "none", error: null, blockers: [], destroyed_at: now });
      draft.set({ keep_until: null, notice: null });
      return draft.end("succeeded", { checkpoint_id: draft.record.checkpoint?.checkpoint_id ?? null }).done();
    case "cleanup_confirmed":
      return draft.emit("cleaned_up").done();
    case "objects_deleted":
      return null;
    case "purged":
      return draft.end("succeeded", null).done();
    case "agent_lost":
      return agentLost(draft, command.refusal);
    case "leftover_found":
      return leftoverFound(draft, command.engine_generation);
    case "task_exited":
      return taskExited(draft, command.exit_code, now);
    case "activity_seen":
      if (command.activity.last_at <= record.activity.last_at) return null;
      return draft.set({ activity: command.activity }).done();
    case "lease_renewed":
      return draft.renew().done();
    case "lease_expired":
      return leaseExpired(draft);
  }
}

/** The result that lifecycle.md promises of an export. */
function exportResult(done: ExportRecord): Readonly<Record<string, unknown>> {
  const { export_id, kind, source, branch, url, commit, checkpoint_id, exported_at, size_bytes } = done;
  const where = kind === "branch" ? { branch, url } : {};
  return {
    export_id,
    kind,
    source,
    ...where,
    commit,
    checkpoint_id,
    exported_at: exported_at === null ? null : new Date(exported_at).toISOString(),
    size_bytes,
    ...(done.summary ?? {}),
  };
}

/** The phase after `phase`; null when the sandbox is up. */
function nextPhase(phase: Phase, record: SandboxRecord, kept: boolean): Phase | null {
  const restore = record.plan?.kind === "provision" ? record.plan.restore : null;
  switch (phase) {
    case "allocating":
      if (kept) return "starting";
      if (restore) return "restoring";
      return record.repository ? "cloning" : "setup";
    case "restoring":
      return "starting";
    case "cloning":
      return "setup";
    case "setup":
      return "starting";
    case "starting":
      return null;
  }
}

function phaseDone(draft: Draft, done: Of<"phase_done">, now: number): Decision | null {
  const { record } = draft;
  if (record.state !== "provisioning" || record.phase !== done.phase || record.plan?.kind !== "provision")
    return null;
  const next = nextPhase(done.phase, record, done.kept === true);
  draft.endPhase("succeeded");
  if (done.commit) draft.set({ commit: done.commit });
  if (next === null) {
    draft.moveTo("running", "ready");
    draft.set({ started_at: now, activity: { last_at: now, because: "launched" } });
    return draft.end("succeeded", { generation: record.generation }).done();
  }
  const { keep, restore } = record.plan;
  draft.renew().beginPhase(next);
  const operation_id = done.operation_id;
  draft.effect({
    type: "provision",
    operation_id,
    generation: record.generation,
    phase: next,
    keep,
    restore,
  });
  return draft.done();
}

/** What a failed launch leaves: nothing, unless it was bringing back files that exist nowhere else. */
function provisionFailed(draft: Draft, refusal: Refusal): Decision {
  const { plan, generation } = draft.record;
  const keep = plan?.kind === "provision" && plan.keep;
  draft.moveTo("error", refusal.reason_code);
  draft.set({ error: refusal, container: keep ? "lost" : "none" });
  draft.end("failed", null, refusal);
  if (!keep) draft.effect({ type: "cleanup", operation_id: null, generation });
  return draft.done();
}

function saved(draft: Draft, done: Of<"saved">): Decision | null {
  const { plan, state, generation } = draft.record;
  if (state !== "saving" || !done.checkpoint.verified) return null;
  if (plan?.kind !== "save" && plan?.kind !== "teardown") return null;
  if (plan.checkpoint_id !== done.checkpoint.checkpoint_id) return null;
  const { checkpoint_id, size_bytes, file_count, content_sha256 } = done.checkpoint;
  draft.set({ checkpoint: done.checkpoint, blockers: [], error: null });
  draft.emit("checkpoint_verified", { checkpoint_id, size_bytes, file_count, content_sha256 });
  if (plan.kind === "save") {
    draft.moveTo(plan.return_to, "saved");
    return draft.end("succeeded", { checkpoint_id, size_bytes, content_sha256 }).done();
  }
  draft.renew().moveTo("tearing_down", "saved and verified");
  return draft.effect({ type: "destroy", operation_id: done.operation_id, generation }).done();
}

/**
 * The container stays, with everything in it; the way on is another save, or an explicit discard. A save that was to
 * end in a teardown ends in `error`; one that people work beside goes back to where it came from, so that a storage
 * that fails takes nobody's terminal away.
 */
function saveFailed(draft: Draft, refusal: Refusal): Decision {
  const { plan } = draft.record;
  const next_step = refusal.next_step ?? "Save again, or tear down with discard.";
  const blockers = [{ code: "save_failed", next_step }];
  if (plan?.kind === "save" && !plan.from_error) {
    draft.moveTo(plan.return_to, "save_failed").set({ blockers });
  } else {
    draft.moveTo("error", "save_failed").set({ error: refusal, blockers });
  }
  return draft.end("failed", null, refusal).done();
}

function agentLost(draft: Draft, refusal: Refusal): Decision | null {
  const { state } = draft.record;
  if (state !== "running" && state !== "completed" && state !== "saving") {
    if (state !== "error" || draft.record.container !== "present") return null;
    return draft.emit("agent_lost", { reason_code: refusal.reason_code }).set({ container: "lost" }).done();
  }
  draft.emit("agent_lost", { reason_code: refusal.reason_code }).moveTo("error", refusal.reason_code);
  draft.set({ error: refusal, container: "lost" });
  return draft.void(refusal).done();
}

/** Destroyed by the one writer, whose effects run one after another: so a resume waits until it is gone. */
function leftoverFound(draft: Draft, engine_generation: number): Decision | null {
  const { state, operation, container, generation } = draft.record;
  const gone = (state === "destroyed" || state === "error") && container === "none";
  if (!gone || operation) return null;
  draft.emit("leftover_found", { engine_generation });
  return draft.effect({ type: "cleanup", operation_id: null, generation }).done();
}

function taskExited(draft: Draft, exit_code: number | null, now: number): Decision | null {
  const { state, plan } = draft.record;
  if (state !== "running" && state !== "saving") return null;
  const by: Actor = { kind: "agent", id: "task", label: "the launch command" };
  draft.emit("task_exited", { exit_code }).set({ completion: { at: now, exit_code, by } });
  if (state === "running") return draft.moveTo("completed", "the launch command ended").done();
  if (plan?.kind === "save" || plan?.kind === "teardown")
    draft.set({ plan: { ...plan, return_to: "completed" } });
  return draft.done();
}

/** The last resort, for an operation whose pending work has disappeared: nothing may stay locked for ever. */
function leaseExpired(draft: Draft): Decision {
  switch (draft.record.state) {
    case "provisioning":
      return provisionFailed(draft, LEASE_EXPIRED);
    case "saving":
      return saveFailed(draft, LEASE_EXPIRED);
    case "tearing_down": {
      const { operation, generation } = draft.record;
      return draft.renew().effect({ type: "destroy", operation_id: operation!.id, generation }).done();
    }
    default:
      return draft.end("failed", null, LEASE_EXPIRED).done();
  }
}
