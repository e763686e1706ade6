import type { EventBody } from "../../../workers/domain/sandbox/bodies.ts";
import { bytes, exactTime, stepDuration } from "../controls/durations.ts";
import { stateWords } from "../controls/state-words.ts";

/** One sentence for an event of the journal, also where guests are told less. An event this page does not know yet still reads. */
export function eventWords(event: EventBody): string {
  const { data } = event;
  const text = (field: string) => String(data[field] ?? "");
  const took = typeof data.duration_ms === "number" ? ` in ${stepDuration(data.duration_ms)}` : "";
  switch (event.type) {
    case "created":
      return `${event.actor} launched it`;
    case "state_changed":
      return `${event.to ? stateWords(event.to, true).label : "Changed"} (${(event.reason ?? "").replaceAll("_", " ")})`;
    case "phase_started":
      return `Step ${text("phase")} began`;
    case "phase_finished":
      return `Step ${text("phase")} ${text("outcome")}${data.outcome === "skipped" ? "" : took}`;
    case "operation_started":
      return `${event.actor} began: ${operation(data.type)}`;
    case "operation_succeeded":
      return `Finished: ${operation(data.type)}${took}`;
    case "operation_failed":
      return `Failed: ${operation(data.type)}${took}${data.message ? `. ${text("message")}` : because(text("reason_code"))}`;
    case "checkpoint_verified":
      return `Checkpoint verified: ${bytes(Number(data.size_bytes))}, ${text("file_count")} files`;
    case "task_exited":
      return data.exit_code === null
        ? "The command ended without an exit code"
        : `The command ended with exit code ${text("exit_code")}`;
    case "completed":
      return `${event.actor} marked it completed`;
    case "discarded":
      return `${event.actor} discarded what was not saved`;
    case "export_started":
      return `Export of the ${data.source === "live" ? "running workspace" : "last checkpoint"} began: ${text("kind")}`;
    case "kept_alive":
      return `${event.actor} keeps it until ${exactTime(text("until"))}`;
    case "keep_alive_ended":
      return `${event.actor} no longer keeps it`;
    case "warned":
      return `People were warned: it ends at ${exactTime(text("at"))} (${text("reason").replaceAll("_", " ")})`;
    case "teardown_undone":
      return `${event.actor} took the teardown back`;
    case "idle_timeout_changed":
      return `${event.actor} set its own idle time to ${data.to === null ? "the policy’s" : `${text("to")} min`}`;
    case "forked":
      if (data.from === undefined) return "It began with the files of another sandbox";
      return `Forked from ${text("from")}, checkpoint ${text("checkpoint_id")}`;
    case "checkpoint_deleted":
      return `Checkpoint ${text("checkpoint_id")} deleted, by ${event.actor} (${text("because").replaceAll("_", " ")})`;
    case "export_deleted":
      return `${event.actor} deleted an export`;
    case "owner_changed":
      if (data.to === undefined) return `${event.actor} gave it to another owner`;
      return `${event.actor} gave it from ${nameOf(data.from)} to ${nameOf(data.to)}`;
    case "visibility_changed":
      if (data.to === undefined) return `${event.actor} changed who of the team sees it`;
      return data.to === "private" ? `${event.actor} made it private` : `${event.actor} let the team see it`;
    case "recording_started":
      return `${event.actor} switched recording on`;
    case "recording_stopped":
      return `${event.actor} switched recording off`;
    case "recording_deleted":
      return `${event.actor} deleted ${data.title === undefined ? "a recording" : `the recording of ${text("title")}`}`;
    case "terminal_typed":
      return `${event.actor} typed in a terminal`;
    case "agent_lost":
      return `The sandbox stopped answering (${text("reason_code")})`;
    default:
      return `${event.type.replaceAll("_", " ")}, by ${event.actor}`;
  }
}

function because(reason_code: string): string {
  return reason_code ? ` (${reason_code.replaceAll("_", " ")})` : "";
}

function nameOf(owner: unknown): string {
  return String((owner as { name?: unknown } | null)?.name ?? "somebody");
}

const OPERATIONS: Readonly<Record<string, string>> = {
  launch: "launching",
  save: "saving a checkpoint",
  export: "exporting",
  teardown: "tearing down",
  resume: "resuming",
  purge: "deleting for good",
};

function operation(type: unknown): string {
  return OPERATIONS[String(type)] ?? String(type);
}
