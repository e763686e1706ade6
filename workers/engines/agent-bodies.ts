/** Request and answer bodies of the agent's client. */
import { unexpectedAgentAnswer } from "./agent-answers.ts";
import type { ExecRequest } from "./agent-api.ts";

export type Stdin = Uint8Array | string | ReadableStream<Uint8Array>;

export function execBody(request: ExecRequest, stdin: Stdin | undefined): BodyInit {
  const line = `${JSON.stringify(request)}\n`;
  if (stdin === undefined) return line;
  if (typeof stdin === "string") return line + stdin;
  const head = new TextEncoder().encode(line);
  if (stdin instanceof Uint8Array) return join([head, stdin]);
  const reader = stdin.getReader();
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(head),
    pull: async (controller) => {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

export function streamed(body: Stdin | BodyInit): RequestInit {
  // Node's fetch wants `duplex` for a streamed body; workerd ignores it.
  const init: RequestInit & { duplex: "half" } = { body: body as BodyInit, duplex: "half" };
  return init;
}

export function post(value: unknown): RequestInit {
  return { method: "POST", body: JSON.stringify(value), headers: { "content-type": "application/json" } };
}

export function bodyOf(response: Response): ReadableStream<Uint8Array> {
  if (response.body === null) throw unexpectedAgentAnswer("an empty body");
  return response.body;
}

export function join(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
