import { GENERATION_HEADER } from "../../../engines/agent-api.ts";

/** As much of a Response as the agent's client reads; building thousands of real ones takes longer than all else. */
export class Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: ReadableStream<Uint8Array> | null;
  readonly webSocket: unknown;
  readonly #json: unknown;

  constructor(
    generation: number,
    content: { status?: number; json?: unknown; body?: ReadableStream<Uint8Array>; webSocket?: unknown },
  ) {
    const { status = 200, json, body = null, webSocket = null } = content;
    this.status = status;
    this.headers = { get: (name) => (name === GENERATION_HEADER ? String(generation) : null) };
    this.body = body;
    this.webSocket = webSocket;
    this.#json = json;
  }

  get ok(): boolean {
    return this.status < 300;
  }

  async json(): Promise<unknown> {
    return structuredClone(this.#json);
  }
}

/** A refusal as the agent says it. */
export function refused(generation: number, status: number, reason_code: string, retryable: boolean): Answer {
  return new Answer(generation, { status, json: { error: reason_code, reason_code, retryable } });
}
