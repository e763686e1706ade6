import { setTimeout as sleep } from "node:timers/promises";
import { Agent, fetch, type RequestInit, type Response } from "undici";
import type { Answer } from "./answers.ts";
import { broken, done, EXIT, type FailureBody, type Outcome, refused } from "./failure.ts";
import { json } from "./json.ts";
import type { Login } from "./login-file.ts";

export interface Asked {
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as they come, instead of a body. */
  readonly bytes?: AsyncIterable<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ms until the answer has to have begun; without one a command may run for hours. */
  readonly within_ms?: number | null;
  /** The same request twice does no more than once: it is repeated when the connection fails. */
  readonly repeatable?: boolean;
}

const WITHIN_MS = 30_000;
const CONNECT_MS = 10_000;
/** Waits before a repeated request, ms. */
const RETRIES_MS = [200, 800, 2_000];

/** The HTTP API, with one person's token. */
export class Api {
  readonly login: Login;
  // Answers may be silent for as long as a command is: requests have their own limits.
  readonly #agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: CONNECT_MS } });

  constructor(login: Login) {
    this.login = login;
  }

  /** The JSON body of a success, which is of the kind that was asked for. */
  async get<T>(
    kind: Answer<T>,
    path: string,
    query: Readonly<Record<string, string | number | undefined>> = {},
  ): Promise<Outcome<T>> {
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    );
    const search = given.length > 0 ? `?${new URLSearchParams(given)}` : "";
    return this.#json(kind, "GET", path + search, { repeatable: true });
  }

  async post<T>(
    kind: Answer<T>,
    path: string,
    body: object = {},
    asked: Omit<Asked, "body"> = {},
  ): Promise<Outcome<T>> {
    return this.#json(kind, "POST", path, { ...asked, body });
  }

  /** Begins something once: under a key of its own, so that it is asked for again where the connection breaks. */
  async postOnce<T>(kind: Answer<T>, path: string, body: object = {}): Promise<Outcome<T>> {
    const headers = { "idempotency-key": crypto.randomUUID() };
    return this.post(kind, path, body, { headers, repeatable: true });
  }

  /** Writes bytes, which take as long as they take. */
  async put<T>(kind: Answer<T>, path: string, bytes: AsyncIterable<Uint8Array>): Promise<Outcome<T>> {
    const headers = { "content-type": "application/octet-stream" };
    return this.#json(kind, "PUT", path, { bytes, headers, within_ms: null });
  }

  async delete(path: string): Promise<Outcome<null>> {
    const answer = await this.open("DELETE", path, {});
    if (!answer.ok) return answer;
    await answer.value.body?.cancel();
    return done(null);
  }

  /** The answer itself, once it is known to be a success; whoever asks reads its body. */
  async open(method: string, path: string, asked: Asked): Promise<Outcome<Response>> {
    return this.#repeated(asked, () => this.#once(method, path, asked));
  }

  async #repeated<T>(asked: Asked, ask: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    for (let attempt = 0; ; attempt++) {
      const answer = await ask();
      const wait = RETRIES_MS[attempt];
      const again = !answer.ok && asked.repeatable && worthAsking(answer.failure.body, attempt);
      if (!again || wait === undefined) return answer;
      await sleep(wait);
    }
  }

  /** The status that a GET is answered with; null when nothing answers. */
  async statusOf(path: string): Promise<number | null> {
    const answer = await this.#fetch("GET", path, {}).catch(() => null);
    await answer?.body?.cancel();
    return answer?.status ?? null;
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #json<T>(kind: Answer<T>, method: string, path: string, asked: Asked): Promise<Outcome<T>> {
    return this.#repeated(asked, async () => {
      const answer = await this.#once(method, path, asked);
      if (!answer.ok) return answer;
      const text = await whole(answer.value, asked.within_ms);
      if (text === null) return this.#unreachable("its answer broke off");
      const body = json(text);
      return kind(body) ? done(body) : this.strange(answer.value.status);
    });
  }

  async #once(method: string, path: string, asked: Asked): Promise<Outcome<Response>> {
    try {
      const answer = await this.#fetch(method, path, asked);
      return answer.ok ? done(answer) : await this.#refusal(answer);
    } catch (error) {
      return this.#unreachable(causeOf(error));
    }
  }

  async #fetch(method: string, path: string, asked: Asked): Promise<Response> {
    const { body, bytes, headers, within_ms = WITHIN_MS } = asked;
    const late = new AbortController();
    const timer =
      within_ms === null
        ? undefined
        : setTimeout(() => late.abort(new Error("it did not answer in time")), within_ms);
    const init: RequestInit = {
      method,
      headers: {
        accept: "application/json",
        authorization: `Bearer ${this.login.token}`,
        ...(body && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
      ...(bytes && { body: bytes, duplex: "half" as const }),
      // The token is for this address alone.
      redirect: "manual",
      dispatcher: this.#agent,
      signal: late.signal,
    };
    try {
      return await fetch(`${this.login.url}/api/v1${path}`, init);
    } finally {
      clearTimeout(timer);
    }
  }

  async #refusal(answer: Response): Promise<Outcome<never>> {
    const body = json((await whole(answer)) ?? "") as Partial<FailureBody> | null | undefined;
    if (typeof body?.error !== "string" || typeof body.reason_code !== "string")
      return this.strange(answer.status);
    const exit = answer.status >= 500 ? EXIT.system : EXIT.person;
    return { ok: false, failure: { exit, body: body as FailureBody } };
  }

  #unreachable(why: string): Outcome<never> {
    return broken({
      error: `${this.login.url} can't be reached: ${why}.`,
      reason_code: "unreachable",
      next_step: "Look whether the address is right and Sandbar runs there.",
    });
  }

  /** For an answer that is no Sandbar's. A success is the system's failure, and stays one: nobody knows what it did. */
  strange(status: number): ReturnType<typeof refused> {
    const body = {
      error: `${this.login.url} answered ${status}, and not as Sandbar does.`,
      reason_code: "unexpected_answer",
      next_step: "Look whether the address is that of your dashboard, and what stands before it.",
    };
    if (status >= 500) return broken(body);
    if (status >= 300) return refused(body);
    return { ok: false, failure: { exit: EXIT.system, body: { ...body, retryable: false } } };
  }
}

/** Refusals of a request whose first attempt has arrived and is still being answered. */
const UNDER_WAY: readonly string[] = ["launch_in_progress", "request_in_progress"];

function worthAsking({ reason_code }: FailureBody, attempt: number): boolean {
  return reason_code === "unreachable" || (attempt > 0 && UNDER_WAY.includes(reason_code));
}

/** Path of a sandbox in the API. */
export function sandboxPath(name: string): string {
  return `/sandboxes/${encodeURIComponent(name)}`;
}

/** Null for what did not come whole, or not within so long. */
async function whole(answer: Response, within_ms: number | null = WITHIN_MS): Promise<string | null> {
  const late = Promise.withResolvers<null>();
  const timer = within_ms === null ? undefined : setTimeout(() => late.resolve(null), within_ms);
  try {
    return await Promise.race([answer.text(), late.promise]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** fetch wraps what happened; the inner message says it. */
function causeOf(error: unknown): string {
  const { cause, message } = error as Error;
  const inner = cause as (Error & { code?: string }) | undefined;
  return inner?.code ?? inner?.message ?? message;
}
