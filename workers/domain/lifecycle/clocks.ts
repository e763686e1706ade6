/** What people and policies say about the clocks of a running sandbox. */

import { ok, type Result } from "../refusal.ts";
import { checkpointKeys } from "../sandbox/checkpoint-keys.ts";
import { isServing, type SandboxRecord } from "../sandbox.ts";
import type { Request } from "./command.ts";
import { type Decision, Draft } from "./draft.ts";
import * as refusals from "./refusals.ts";

type Of<T extends Request["type"]> = Extract<Request, { type: T }>;

const MINUTE_MS = 60_000;
/** After a teardown was taken back, no idle or completed clock acts for this long, ms. */
const UNDO_GRACE_MS = 15 * MINUTE_MS;

/** Pitfall C18: neither this nor keep-alive revives what has ended. */
export function heartbeat(record: SandboxRecord, request: Of<"heartbeat">, now: number): Result<Decision> {
  const refused = notKeepable(record, "take a heartbeat");
  if (refused) return refused;
  const activity = { last_at: now, because: "heartbeat" };
  return ok(new Draft(record, request.actor, now).set({ activity }).done());
}

export function keepAlive(record: SandboxRecord, request: Of<"keep_alive">, now: number): Result<Decision> {
  const refused = notKeepable(record, "be kept");
  if (refused) return refused;
  const { actor, minutes, bound_at } = request;
  const draft = new Draft(record, actor, now);
  if (minutes === 0) return ok(draft.emit("keep_alive_ended").set({ keep_until: null, notice: null }).done());
  if (bound_at !== null && bound_at <= now) return refusals.lifetimeReached();
  const keep_until = Math.min(now + minutes * MINUTE_MS, bound_at ?? Number.POSITIVE_INFINITY);
  draft.emit("kept_alive", { minutes, until: new Date(keep_until).toISOString() });
  // The end of its lifetime does not move, and people have been told of it: a new notice would put it off.
  const notice = record.notice?.reason === "max_lifetime" ? record.notice : null;
  return ok(draft.set({ keep_until, notice }).done());
}

/** While the save runs nothing is lost yet; afterwards the engine may have destroyed it already. */
export function undoTeardown(
  record: SandboxRecord,
  request: Of<"undo_teardown">,
  now: number,
): Result<Decision> {
  const { plan, state, operation } = record;
  if (operation?.type !== "teardown") return refusals.nothingToUndo();
  if (state !== "saving" || plan?.kind !== "teardown") return refusals.tooLateToUndo();
  const { notice } = record;
  // Each undo would otherwise give more than the lifetime.
  if (notice?.reason === "max_lifetime" && notice.at <= now) return refusals.lifetimeReached();
  const draft = new Draft(record, request.actor, now);
  draft.emit("teardown_undone").void(refusals.UNDONE);
  if (plan.checkpoint_id) {
    // What the save has stored so far belongs to no checkpoint.
    const keys = Object.values(checkpointKeys(record.id, plan.checkpoint_id));
    draft.effect({ type: "delete_objects", operation_id: null, generation: record.generation, keys });
  }
  draft.moveTo(plan.return_to, "teardown undone");
  const keep_until = Math.max(record.keep_until ?? 0, now + UNDO_GRACE_MS);
  return ok(draft.set({ keep_until, notice: null }).done());
}

/** Null: nothing to add, people know. */
export function warn(record: SandboxRecord, request: Of<"warn">, now: number): Decision | null {
  const { actor, reason, at } = request;
  if (record.notice?.reason === reason && record.notice.at === at) return null;
  const draft = new Draft(record, actor, now).set({ notice: { reason, at, warned_at: now } });
  return draft.emit("warned", { reason, at: new Date(at).toISOString() }).done();
}

export function changeIdleTimeout(
  record: SandboxRecord,
  request: Of<"change_idle_timeout">,
  now: number,
): Result<Decision> {
  const { actor, minutes } = request;
  const draft = new Draft(record, actor, now);
  draft.emit("idle_timeout_changed", { from: record.idle_timeout_minutes, to: minutes });
  return ok(draft.set({ idle_timeout_minutes: minutes }).done());
}

function notKeepable(record: SandboxRecord, wanted: string): Result<never> | null {
  if (record.state === "destroyed" || record.state === "tearing_down") return refusals.expired();
  return isServing(record.state) ? null : refusals.illegalTransition(record.state, wanted);
}
