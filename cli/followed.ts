import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, STREAM_END } from "./answers.ts";
import type { Session } from "./command.ts";
import { done, EXIT, type Failure, lasting, type Outcome } from "./failure.ts";
import { serverEvents } from "./server-events.ts";

/** Between attempts to take up a broken connection, ms. */
const RETRY_MS = { first: 200, longest: 5_000 };
/** Given up after so many attempts that brought nothing. */
const ATTEMPTS = 12;

/**
 * Follows server-sent events named `name` until their end, each given once and in order: what breaks is taken up after the
 * last one seen.
 */
export async function followed<T>(
  kind: Answer<T>,
  session: Session,
  path: string,
  name: string,
  take: (item: T) => Promise<void>,
): Promise<Outcome<number>> {
  let last: string | null = null;
  for (let attempt = 0; ; attempt++) {
    const before: string | null = last;
    const step = await connection(kind, session, path, name, last, async (item, id) => {
      await take(item);
      last = id;
    });
    if (step === "end") return done(EXIT.done);
    if (last !== before) attempt = 0;
    if (step !== "broken" && (lasting(step) || attempt >= ATTEMPTS)) return { ok: false, failure: step };
    session.output.progress("The connection broke; taking it up…");
    await sleep(Math.min(RETRY_MS.longest, RETRY_MS.first * 2 ** attempt));
  }
}

async function connection<T>(
  kind: Answer<T>,
  { api }: Session,
  path: string,
  name: string,
  last: string | null,
  take: (item: T, id: string | null) => Promise<void>,
): Promise<"end" | "broken" | Failure> {
  const headers = { accept: "text/event-stream", ...(last !== null && { "last-event-id": last }) };
  const answer = await api.open("GET", path, { headers });
  if (!answer.ok) return answer.failure;
  const { status, headers: given } = answer.value;
  if (!given.get("content-type")?.startsWith("text/event-stream")) {
    await answer.value.body?.cancel();
    return api.strange(status).failure;
  }
  const events = serverEvents(answer.value.body!);
  for (;;) {
    const next = await events.next().catch(() => null);
    if (!next || next.done) return "broken";
    const { event, id, data } = next.value;
    if (event === name) {
      if (!kind(data)) return api.strange(status).failure;
      await take(data, id);
    }
    if (event === "end" && STREAM_END(data) && data.reason === "destroyed") return "end";
  }
}
