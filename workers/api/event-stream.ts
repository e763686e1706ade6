/** Server-sent events of an async iteration; the iteration ends when the reader leaves. */

export interface ServerEvent {
  readonly event?: string;
  /** Given back by the client as `Last-Event-ID`. */
  readonly id?: number;
  /** Sent as JSON; absent: a comment, as a sign of life. */
  readonly data?: unknown;
}

export const EVENT_STREAM = "text/event-stream";

const encoder = new TextEncoder();

/**
 * @param source pulled only as fast as the client reads
 * @param failed what to send when the iteration throws, as the last event
 * @param leave called once when the client disconnects
 */
export function eventStream(
  source: AsyncIterator<ServerEvent>,
  failed: (error: unknown) => ServerEvent,
  leave: () => void,
): Response {
  let left = false;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const step = await source.next().catch((error: unknown) => ({ error }));
      // Whoever left while the next event was awaited gets none, and no complaint either.
      if (left) return;
      if ("error" in step) {
        controller.enqueue(encode(failed(step.error)));
        controller.close();
      } else if (step.done) controller.close();
      else controller.enqueue(encode(step.value));
    },
    async cancel() {
      left = true;
      leave();
      await source.return?.();
    },
  });
  const headers = { "content-type": `${EVENT_STREAM}; charset=utf-8`, "cache-control": "no-store" };
  return new Response(body, { headers });
}

/** JSON has no line breaks of its own, so one event is never read as several. */
function encode({ event, id, data }: ServerEvent): Uint8Array {
  if (data === undefined && event === undefined) return encoder.encode(": alive\n\n");
  const lines = [
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(event === undefined ? [] : [`event: ${event}`]),
    `data: ${JSON.stringify(data ?? {})}`,
  ];
  return encoder.encode(`${lines.join("\n")}\n\n`);
}

export function wantsEvents(request: Request): boolean {
  return (request.headers.get("accept") ?? "").includes(EVENT_STREAM);
}
