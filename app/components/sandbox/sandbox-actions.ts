import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { lockedBy as runningOperation } from "./operation-words.ts";

export type Intent = "save" | "resume" | "retry" | "complete" | "teardown";

export interface OfferedAction {
  readonly intent: Intent;
  readonly label: string;
  /** Why it can't be done now; null when it can. */
  readonly blocked: string | null;
  readonly look: "primary" | "outline" | "danger";
}

/** The actions that fit the state, in the order they are shown; those that don't make sense at all are left out. */
export function offeredActions(record: RecordBody, mayChange: boolean): OfferedAction[] {
  const locked = lockedBy(record, mayChange);
  const offer = (
    intent: Intent,
    label: string,
    look: OfferedAction["look"],
    blocked: string | null = null,
  ) => ({
    intent,
    label,
    look,
    blocked: locked ?? blocked,
  });
  switch (record.state) {
    case "running":
      return [
        offer("save", "Save checkpoint", "outline"),
        offer("complete", "Mark completed", "outline"),
        offer("teardown", "Tear down", "danger"),
      ];
    case "completed":
      return [
        offer("resume", "Keep working", "primary"),
        offer("save", "Save checkpoint", "outline"),
        offer("teardown", "Tear down", "danger"),
      ];
    case "destroyed": {
      const gone = record.checkpoint
        ? null
        : "It has no verified checkpoint, so there is nothing to bring back.";
      return [offer("resume", "Resume", "primary", gone)];
    }
    case "error":
      return [offer("retry", "Try again", "primary"), offer("teardown", "Tear down", "danger")];
    case "new":
    case "provisioning":
      return [{ ...offer("teardown", "Stop and tear down", "danger"), blocked: mayChange ? null : locked }];
    case "saving":
    case "tearing_down":
      return [offer("teardown", "Tear down", "danger", "It is being worked on.")];
  }
}

function lockedBy(record: RecordBody, mayChange: boolean): string | null {
  if (!mayChange) return "Only its owner or an admin can do this.";
  return runningOperation(record.operation);
}
