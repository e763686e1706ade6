/** The HTTP API as a program uses it, which goes on while the server is away. */
import type { EventBody, ExportBody, RecordBody, SummaryBody } from "../../workers/domain/sandbox/bodies.ts";
import { eventually } from "./polling.ts";

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export interface OperationBody {
  readonly operation_id: string;
  readonly type: string;
  readonly status: "running" | "succeeded" | "failed";
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly error: { readonly reason_code: string } | null;
}

export interface ExecBody {
  readonly exit_code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface LaunchBody {
  readonly name: string;
  readonly repository?: string;
  readonly command?: string;
  readonly profile?: string;
}

/** Patience with a sandbox on its way, ms. */
const SETTLE_MS = 60_000;

export class ApiClient {
  readonly origin: string;
  readonly #token: string;

  constructor(origin: string, token: string) {
    this.origin = origin;
    this.#token = token;
  }

  /** None before the set-up. */
  get headers(): Record<string, string> {
    return this.#token === "" ? {} : { authorization: `Bearer ${this.#token}` };
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...this.headers, ...(init.headers as Record<string, string> | undefined) };
    return await fetch(`${this.origin}/api/v1${path}`, { ...init, headers });
  }

  async request(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const json = body && {
      body: JSON.stringify(body),
      headers: { ...headers, "content-type": "application/json" },
    };
    const response = await this.fetch(path, { method, headers, ...json });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  }

  /** The body of a success; anything else is thrown. */
  async call<T>(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<T> {
    const reply = await this.request(method, path, body, headers);
    if (reply.status < 300) return reply.body as T;
    throw new Error(`${method} ${path} answered ${reply.status}: ${JSON.stringify(reply.body)}`);
  }

  /** A request that is repeated while the server is away: a read, or one with a key that makes it safe. */
  async persist<T>(
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<T> {
    let last = "";
    const ask = async () => {
      const reply = await this.request(method, path, body, headers).catch((error: unknown) => {
        last = String((error as Error).cause ?? error);
        return null;
      });
      if (reply && reply.status < 300) return { value: reply.body as T };
      if (!reply) return null;
      last = `${reply.status} ${JSON.stringify(reply.body)}`;
      const { retryable } = (reply.body ?? {}) as { retryable?: boolean };
      if (reply.status < 500 && !retryable) throw new Error(`${method} ${path} answered ${last}`);
      return null;
    };
    const done = await eventually(`${method} ${path}`, SETTLE_MS, ask).catch((error: Error) => {
      throw new Error(`${error.message}; the last answer was ${last}`);
    });
    return done.value;
  }

  record(name: string): Promise<RecordBody> {
    return this.persist("GET", `/sandboxes/${name}`);
  }

  async list(): Promise<SummaryBody[]> {
    const { items } = await this.persist<{ items: SummaryBody[] }>("GET", "/sandboxes?limit=100");
    return items;
  }

  async events(name: string): Promise<EventBody[]> {
    const all: EventBody[] = [];
    for (;;) {
      const after = all.at(-1)?.seq ?? 0;
      const { items } = await this.persist<{ items: EventBody[] }>(
        "GET",
        `/sandboxes/${name}/events?after=${after}`,
      );
      if (items.length === 0) return all;
      all.push(...items);
    }
  }

  operation(name: string, id: string): Promise<OperationBody> {
    return this.persist("GET", `/sandboxes/${name}/operations/${id}`);
  }

  async exports(name: string): Promise<ExportBody[]> {
    return (await this.persist<{ items: ExportBody[] }>("GET", `/sandboxes/${name}/exports`)).items;
  }

  /** Waits until the record is as wanted. */
  async until(name: string, wanted: (record: RecordBody) => boolean): Promise<RecordBody> {
    let last: RecordBody | undefined;
    const look = async () => {
      last = await this.record(name);
      return wanted(last) && last;
    };
    return eventually(`what ${name} waits for`, SETTLE_MS, look).catch((error: Error) => {
      throw new Error(`${error.message}: ${JSON.stringify(last)}`);
    });
  }

  /** Launches; repeated under one key while the server is away. Answers the operation's id. */
  async launch(body: LaunchBody, wait_seconds = 0): Promise<string> {
    const headers = { "idempotency-key": crypto.randomUUID(), prefer: `wait=${wait_seconds}` };
    const reply = await this.persist<{ operation_id: string }>("POST", "/sandboxes", body, headers);
    return reply.operation_id;
  }

  exec(name: string, argv: readonly string[]): Promise<ExecBody> {
    return this.persist("POST", `/sandboxes/${name}/exec`, { argv });
  }
}
