/** A small program's view of the API: JSON in, JSON out, with a token. */
import { setTimeout as sleep } from "node:timers/promises";

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a program reads what the API's description says
  readonly body: any;
}

export class Program {
  readonly #base: string;
  readonly #token: string | undefined;

  constructor(origin: string, token?: string) {
    this.#base = `${origin}/api/v1`;
    this.#token = token;
  }

  async fetch(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#token) headers.set("authorization", `Bearer ${this.#token}`);
    return fetch(`${this.#base}${path}`, { ...init, method, headers });
  }

  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const init = { body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } };
    const response = await this.fetch(method, path, init);
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  }

  /** The record once it is in this state; a stop in `error` on the way there is a failure. */
  async until(name: string, state: string): Promise<Answer["body"]> {
    for (let waited = 0; waited < 60_000; waited += 100) {
      const { body } = await this.ask("GET", `/sandboxes/${name}`);
      if (body.state === state && body.operation === null) return body;
      if (body.state === "error" && body.operation === null) {
        throw new Error(`${name} is in error: ${JSON.stringify(body.error)}`);
      }
      await sleep(100);
    }
    throw new Error(`${name} did not become ${state}`);
  }

  /** The operation once it has ended. */
  async ended(name: string, operation_id: string): Promise<Answer["body"]> {
    for (let waited = 0; waited < 60_000; waited += 100) {
      const { body } = await this.ask("GET", `/sandboxes/${name}/operations/${operation_id}`);
      if (body.status !== "running") return body;
      await sleep(100);
    }
    throw new Error(`operation ${operation_id} of ${name} does not end`);
  }
}
