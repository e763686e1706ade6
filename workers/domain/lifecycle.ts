import * as clocks from "./lifecycle/clocks.ts";
import type { Command } from "./lifecycle/command.ts";
import { type Decision, IllegalTransition } from "./lifecycle/draft.ts";
import * as kept from "./lifecycle/kept.ts";
import * as ownership from "./lifecycle/ownership.ts";
import * as recording from "./lifecycle/recording.ts";
import * as refusals from "./lifecycle/refusals.ts";
import { report } from "./lifecycle/report.ts";
import * as request from "./lifecycle/request.ts";
import { terminalTyped } from "./lifecycle/typing.ts";
import { ok, type Result } from "./refusal.ts";
import type { SandboxRecord } from "./sandbox.ts";

export type { Attached, Command, LaunchFacts, Report, Request } from "./lifecycle/command.ts";
export { type Decision, LEASE_MS, type OperationEnd } from "./lifecycle/draft.ts";
export type { Effect } from "./lifecycle/effect.ts";
export { SYSTEM } from "./lifecycle/report.ts";
export { LEGAL } from "./lifecycle/table.ts";

/**
 * The one function that decides what happens to a sandbox: pure, so that every rule can be tested without one.
 * Answers the decision (next record, events, effects), null for a report that is out of date, or a refusal.
 *
 * @param record null before the launch
 * @param now epoch milliseconds
 */
export function transition(
  record: SandboxRecord | null,
  command: Command,
  now: number,
): Result<Decision | null> {
  try {
    return decide(record, command, now);
  } catch (error) {
    if (!(error instanceof IllegalTransition)) throw error;
    return refusals.illegalTransition(error.from, `become ${error.to.replace("_", " ")}`);
  }
}

function decide(record: SandboxRecord | null, command: Command, now: number): Result<Decision | null> {
  if (command.type === "launch") return request.launch(record, command, now);
  if (!record) return refusals.illegalTransition("new", command.type);
  switch (command.type) {
    case "resume":
      return request.resume(record, command, now);
    case "save":
      return request.save(record, command, now);
    case "export":
      return request.startExport(record, command, now);
    case "teardown":
      return request.teardown(record, command, now);
    case "complete":
      return request.complete(record, command, now);
    case "heartbeat":
      return clocks.heartbeat(record, command, now);
    case "terminal_typed":
      return ok(terminalTyped(record, command, now));
    case "keep_alive":
      return clocks.keepAlive(record, command, now);
    case "undo_teardown":
      return clocks.undoTeardown(record, command, now);
    case "warn":
      return ok(clocks.warn(record, command, now));
    case "change_idle_timeout":
      return clocks.changeIdleTimeout(record, command, now);
    case "change_recording":
      return recording.changeRecording(record, command, now);
    case "change_owner":
      return ownership.changeOwner(record, command, now);
    case "change_visibility":
      return ownership.changeVisibility(record, command, now);
    case "delete_recording":
      return recording.deleteRecording(record, command, now);
    case "delete_checkpoints":
      return kept.deleteCheckpoints(record, command, now);
    case "delete_export":
      return kept.deleteExport(record, command, now);
    case "purge":
      return kept.purge(record, command, now);
    default:
      return ok(report(record, command, now));
  }
}
