/** Server-sent events, as `text/event-stream` carries them. */
import { json } from "./json.ts";

export interface ServerEvent {
  readonly event: string;
  readonly id: string | null;
  /** Of its JSON; undefined where that is none. */
  readonly data: unknown;
}

/** Events as they are complete; comments and what is cut off at the end are left out. */
export async function* serverEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of body) {
    rest += decoder.decode(piece, { stream: true });
    const blocks = rest.split("\n\n");
    rest = blocks.pop()!;
    for (const block of blocks) {
      const event = read(block);
      if (event) yield event;
    }
  }
}

function read(block: string): ServerEvent | null {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const [, name, value] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    if (name !== undefined) fields.set(name, value!);
  }
  const data = fields.get("data");
  if (data === undefined) return null;
  return { event: fields.get("event") ?? "message", id: fields.get("id") ?? null, data: json(data) };
}
