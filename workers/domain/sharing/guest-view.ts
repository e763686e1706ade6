/** What guests are shown: of what a page is told, what their link includes, and of people no more than they show each other. */
import type { EventBody, LiveMessage } from "../sandbox/bodies.ts";
import type { SandboxRecord } from "../sandbox.ts";
import type { PresentViewer } from "./presence.ts";
import type { GuestRecordBody, SharePart } from "./share.ts";

/** @param teardown_at epoch ms, where it is known */
export function guestRecordBody(record: SandboxRecord, teardown_at: number | null): GuestRecordBody {
  const { name, state, generation, created_at } = record;
  return {
    name,
    state,
    generation,
    created_at: new Date(created_at).toISOString(),
    teardown_at: teardown_at === null ? null : new Date(teardown_at).toISOString(),
  };
}

/** The message as guests of a link with these parts are told it; null: not at all. */
export function guestMessage(message: LiveMessage, parts: readonly SharePart[]): LiveMessage | null {
  switch (message.type) {
    case "record": {
      const { name, state, generation, created_at, teardown } = message.record;
      const record = { name, state, generation, created_at, teardown_at: teardown.at };
      return { type: "shared_record", record };
    }
    case "shared_record":
      return message;
    case "event":
      return parts.includes("timeline") ? { ...message, event: guestEvent(message.event) } : null;
    case "log":
      return parts.includes("timeline") ? message : null;
    case "terminals":
      return parts.includes("terminal") ? message : null;
    case "presence":
      return { ...message, viewers: message.viewers.map(guestsViewOf) };
    case "progress":
    case "recordings":
      return null;
  }
}

/**
 * What happened here and by whom, of its data what is listed below: no other sandbox, nobody who has done nothing here, and
 * nothing of what a link can't include, as recordings and where exports went.
 */
export function guestEvent(event: EventBody): EventBody {
  const told = GUEST_DATA.get(event.type) ?? [];
  const data = Object.entries(event.data).filter(([field]) => told.includes(field));
  return { ...event, data: Object.fromEntries(data) };
}

const OPERATION = [
  "type",
  "duration_ms",
  "reason_code",
  "checkpoint_id",
  "size_bytes",
  "generation",
  "already",
];

/** By type; of others guests are told that they happened. */
const GUEST_DATA: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    phase_started: ["phase"],
    phase_finished: ["phase", "outcome", "duration_ms"],
    operation_started: ["type"],
    operation_succeeded: OPERATION,
    operation_failed: OPERATION,
    checkpoint_verified: ["checkpoint_id", "size_bytes", "file_count", "content_sha256"],
    checkpoint_deleted: ["checkpoint_id", "because"],
    discarded: ["checkpoint_id"],
    task_exited: ["exit_code"],
    completed: ["exit_code"],
    export_started: ["export_id", "kind", "source"],
    export_deleted: ["export_id"],
    kept_alive: ["minutes", "until"],
    warned: ["reason", "at"],
    idle_timeout_changed: ["from", "to"],
    terminal_typed: ["terminal_id"],
    agent_lost: ["reason_code"],
  }),
);

/** Through which link somebody is here is not for other guests. */
export function guestsViewOf({ share_id: _, ...viewer }: PresentViewer): PresentViewer {
  return viewer;
}
