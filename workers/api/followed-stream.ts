import type { Result } from "../domain/refusal.ts";
import { ok } from "../domain/refusal.ts";
import type { Followed } from "../services/sandboxes/follow.ts";
import { eventStream, type ServerEvent } from "./event-stream.ts";

/**
 * Answers what a service follows as server-sent events named `name`; each carries where to go on as its id. The last
 * one is `end` (`{reason, after}`): `destroyed`, or `interrupted`, after which the client resumes with that id.
 */
export async function followedStream<T>(
  name: string,
  from: number,
  follow: (signal: AbortSignal) => Promise<Result<AsyncGenerator<Followed<T>>>>,
): Promise<Result<Response>> {
  const reader = new AbortController();
  const followed = await follow(reader.signal);
  if (!followed.ok) return followed;
  const position = { after: from };
  const failed = (error: unknown): ServerEvent => {
    console.warn(`following ${name} was interrupted: ${String(error)}`);
    return { event: "end", data: { reason: "interrupted", after: position.after } };
  };
  return ok(eventStream(events(name, followed.value, position), failed, () => reader.abort()));
}

async function* events<T>(
  name: string,
  followed: AsyncGenerator<Followed<T>>,
  position: { after: number },
): AsyncGenerator<ServerEvent> {
  for await (const step of followed) {
    switch (step.type) {
      case "item":
        position.after = step.after;
        yield { event: name, id: step.after, data: step.item };
        break;
      case "idle":
        yield {};
        break;
      case "end":
        yield { event: "end", data: { reason: step.reason, after: position.after } };
    }
  }
}

/** Where to begin: what the client saw last when it reconnects, else the query. */
export function startOf(request: Request, after: number | undefined): number {
  const last = request.headers.get("last-event-id");
  return last !== null && /^\d{1,15}$/.test(last) ? Number(last) : (after ?? 0);
}
