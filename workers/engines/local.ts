/** The Worker's side of the local engine: HTTP to `container/local` as in docs/protocol.md section 2. */
import type { Refusal } from "../domain/refusal.ts";
import { streamed } from "./agent-bodies.ts";
import {
  type AgentTransport,
  EngineError,
  type EngineHealth,
  type EngineSandbox,
  type RepositoryUpdate,
  type SandboxEngine,
  type SandboxId,
  type Started,
  type StartSpec,
} from "./engine.ts";
import { refusalFrom, unexpectedAnswer, unreachable } from "./local-refusals.ts";

export interface LocalEngineOptions {
  /** Origin of the engine, e.g. `http://127.0.0.1:7381`. */
  readonly url: string;
  readonly token: string;
  /** Web fetch; in a Worker it upgrades to WebSocket when asked by header. */
  readonly fetch?: (input: string, init: RequestInit) => Promise<Response>;
}

/**
 * Milliseconds that a call may take. The engine's own deadlines (container/local/deadlines.ts) are shorter by
 * a margin, so that its answer, and not our timeout, says what happened.
 */
const CALL_TIMEOUT_MS = {
  health: 10_000,
  read: 10_000,
  start: 330_000,
  destroy: 90_000,
  repository: 31 * 60_000,
} as const;

/** Set by the engine on answers of its own; it strips the header from whatever an agent sends. */
const REFUSED_BY_ENGINE = "x-sandbar-refused-by";

const SANDBOX_ID = /^[a-z0-9-]{1,40}$/;

export class LocalEngine implements SandboxEngine {
  readonly #origin: string;
  readonly #token: string;
  readonly #fetch: (input: string, init: RequestInit) => Promise<Response>;

  constructor(options: LocalEngineOptions) {
    if (options.token === "") throw new Error("the local engine's token is empty");
    this.#origin = new URL(options.url).origin;
    this.#token = options.token;
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
  }

  async start(id: SandboxId, generation: number, spec: StartSpec): Promise<Started> {
    const body = JSON.stringify({ generation, spec });
    const headers = { "content-type": "application/json" };
    const init = { method: "PUT", body, headers };
    return await this.#json<Started>(sandboxPath(id), init, CALL_TIMEOUT_MS.start);
  }

  agent(id: SandboxId, generation: number): AgentTransport {
    const prefix = `${sandboxPath(id)}/agent`;
    return { fetch: (path, init) => this.#agentFetch(prefix, generation, path, init) };
  }

  async status(id: SandboxId): Promise<{ state: "running" | "stopped" | "absent"; generation?: number }> {
    return await this.#json(sandboxPath(id), { method: "GET" }, CALL_TIMEOUT_MS.read);
  }

  async destroy(id: SandboxId): Promise<void> {
    const response = await this.#call(sandboxPath(id), { method: "DELETE" }, CALL_TIMEOUT_MS.destroy);
    if (response.status !== 204) throw unexpectedAnswer(response.status);
  }

  async list(): Promise<EngineSandbox[]> {
    const init = { method: "GET" };
    const listed = await this.#json<{ items?: EngineSandbox[] }>("/sandboxes", init, CALL_TIMEOUT_MS.read);
    // What is not an engine's list must not read as "nothing runs".
    if (!Array.isArray(listed.items)) throw unexpectedAnswer(200);
    return listed.items;
  }

  async updateRepository(update: RepositoryUpdate, bundle: ReadableStream<Uint8Array>): Promise<void> {
    const { path, branch, commit, expected } = update;
    const query = new URLSearchParams({ path, branch, commit, ...(expected ? { expected } : {}) });
    const init = { method: "PUT", ...streamed(bundle) };
    const response = await this.#call(`/repository?${query}`, init, CALL_TIMEOUT_MS.repository);
    if (response.status !== 204) throw unexpectedAnswer(response.status);
  }

  async health(): Promise<EngineHealth> {
    return await this.#json("/healthz", { method: "GET" }, CALL_TIMEOUT_MS.health);
  }

  async #agentFetch(
    prefix: string,
    generation: number,
    path: string,
    init: RequestInit = {},
  ): Promise<Response> {
    const url = new URL(`${this.#origin}${prefix}${path}`);
    // URL parsing resolves "..": a path from outside must not leave this sandbox's part of the engine.
    if (!path.startsWith("/") || !url.pathname.startsWith(`${prefix}/`)) {
      throw new EngineError({
        reason_code: "engine_refused",
        message: "The path leads out of the sandbox's agent.",
        retryable: false,
        field: "path",
      });
    }
    const headers = new Headers(init.headers);
    headers.set("x-sandbar-generation", String(generation));
    const response = await this.#send(url.href, { ...init, headers });
    if (response.headers.get(REFUSED_BY_ENGINE)) throw await refusalFrom(response);
    return response;
  }

  async #json<T>(path: string, init: RequestInit, timeoutMs: number): Promise<T> {
    const response = await this.#call(path, init, timeoutMs);
    try {
      return (await response.json()) as T;
    } catch {
      throw unexpectedAnswer(response.status);
    }
  }

  /** A call to the engine itself: anything but success is thrown as the refusal it carries. */
  async #call(path: string, init: RequestInit, timeoutMs: number): Promise<Response> {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await this.#send(`${this.#origin}${path}`, { ...init, signal });
    if (!response.ok) throw await refusalFrom(response);
    return response;
  }

  async #send(url: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${this.#token}`);
    try {
      return await this.#fetch(url, { ...init, headers, redirect: "manual" });
    } catch (error) {
      if (init.signal?.aborted && !isTimeout(init.signal.reason)) throw error; // the caller's own cancel
      throw unreachable(error);
    }
  }
}

function sandboxPath(id: SandboxId): string {
  if (SANDBOX_ID.test(id)) return `/sandboxes/${id}`;
  const refusal: Refusal = {
    reason_code: "invalid_sandbox_id",
    message: "A sandbox id is 1 to 40 characters of a-z, 0-9 and hyphen.",
    retryable: false,
    field: "id",
  };
  throw new EngineError(refusal);
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === "TimeoutError";
}
