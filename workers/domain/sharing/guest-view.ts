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

/** What happened, with people by their names alone: what they are known by inside is not for guests. */
export function guestEvent(event: EventBody): EventBody {
  const data = Object.entries(event.data).map(([key, value]) => [key, withoutId(value)] as const);
  return { ...event, data: Object.fromEntries(data) };
}

function withoutId(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("user_id" in value)) return value;
  const { user_id: _, ...rest } = value;
  return rest;
}

/** Through which link somebody is here is not for other guests. */
export function guestsViewOf({ share_id: _, ...viewer }: PresentViewer): PresentViewer {
  return viewer;
}
