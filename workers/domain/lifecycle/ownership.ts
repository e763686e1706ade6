/** Whose a sandbox is, and who of the team sees it: whatever it is doing, and its work is not touched. */
import { ok, type Result } from "../refusal.ts";
import type { SandboxRecord } from "../sandbox.ts";
import type { Request } from "./command.ts";
import { type Decision, Draft } from "./draft.ts";
import * as refusals from "./refusals.ts";

type Of<T extends Request["type"]> = Extract<Request, { type: T }>;

/** Repeating it is no second change. */
export function changeOwner(
  record: SandboxRecord,
  request: Of<"change_owner">,
  now: number,
): Result<Decision> {
  const { actor, from, to } = request;
  const draft = new Draft(record, actor, now);
  if (record.owner.user_id === to.user_id) return ok(draft.done());
  if (record.owner.user_id !== from) return refusals.ownerChanged();
  draft.emit("owner_changed", { from: record.owner, to });
  return ok(draft.set({ owner: to }).done());
}

export function changeVisibility(
  record: SandboxRecord,
  request: Of<"change_visibility">,
  now: number,
): Result<Decision> {
  const { actor, visibility } = request;
  const draft = new Draft(record, actor, now);
  if (record.visibility === visibility) return ok(draft.done());
  draft.emit("visibility_changed", { from: record.visibility, to: visibility });
  return ok(draft.set({ visibility }).done());
}
