import type { Caller } from "../../domain/access.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import type { EventBody } from "../../domain/sandbox/bodies.ts";
import { eventBody } from "../../domain/sandbox/record-body.ts";
import type { SandboxEvent } from "../../domain/sandbox.ts";
import { guestEvent } from "../../domain/sharing/guest-view.ts";
import { guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { findSandbox } from "./find-sandbox.ts";
import { type Followed, follow } from "./follow.ts";

/** Most events a page. */
export const EVENTS_PAGE = 500;

export interface EventsInput {
  readonly name: string;
  /** Events after this number; 0 = from the beginning. */
  readonly after?: number;
  /** 1 to EVENTS_PAGE. */
  readonly limit?: number;
}

export interface EventPage {
  readonly items: readonly EventBody[];
  readonly next_after: number;
}

/** The journal, oldest first. */
export async function listEvents(
  context: ServiceContext<Caller>,
  input: EventsInput,
): Promise<Result<EventPage>> {
  return guarded(context, { action: "event.list", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "timeline.read");
    if (!found.ok) return found;
    const page = await found.value.stub.events(input.after ?? 0, input.limit ?? EVENTS_PAGE);
    return ok({ items: page.items.map(bodyFor(context)), next_after: page.next_after });
  });
}

/** As this caller reads it. */
function bodyFor({ viewer }: ServiceContext<Caller>): (event: SandboxEvent) => EventBody {
  return viewer.kind === "guest" ? (event) => guestEvent(eventBody(event)) : eventBody;
}

/** The journal from `after` on, then whatever is added, until the sandbox is destroyed or the reader leaves. */
export async function followEvents(
  context: ServiceContext<Caller>,
  input: EventsInput,
  signal: AbortSignal,
): Promise<Result<AsyncGenerator<Followed<EventBody>>>> {
  return guarded(context, { action: "event.list", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "timeline.read");
    if (!found.ok) return found;
    const { stub } = found.value;
    const read = async (after: number) => {
      const page = await stub.events(after, EVENTS_PAGE);
      return { items: page.items.map(bodyFor(context)), next_after: page.next_after };
    };
    const source = { read, positionOf: (event: EventBody) => event.seq };
    return ok(follow(context, found.value, source, input.after ?? 0, signal));
  });
}
