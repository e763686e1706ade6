/** The Worker's side of the Cloudflare engine: one Durable Object stub per sandbox. */
import type { Result } from "../domain/refusal.ts";
import type { SandboxContainer } from "./cloudflare.ts";
import { unlessRefused } from "./cloudflare-refusals.ts";
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

export interface CloudflareEngineOptions {
  readonly namespace: DurableObjectNamespace<SandboxContainer>;
  /**
   * Ids that may exist: the platform can't enumerate containers. What `list` gives is each id here that its
   * object calls running or stopped, so orphans are found as long as the registry keeps ids until destroyed.
   */
  readonly registry: () => Promise<readonly { readonly id: SandboxId; readonly started_at: string }[]>;
}

const START_TIMEOUT_MS = 330_000;
const DESTROY_TIMEOUT_MS = 90_000;
const READ_TIMEOUT_MS = 10_000;

export class CloudflareEngine implements SandboxEngine {
  readonly #options: CloudflareEngineOptions;

  constructor(options: CloudflareEngineOptions) {
    this.#options = options;
  }

  async start(id: SandboxId, generation: number, spec: StartSpec): Promise<Started> {
    if (spec.local_repository !== undefined) throw noHostRepositories();
    // The stub's type spreads over the union; what arrives is the value.
    const started = this.#stub(id).startRun(id, generation, spec) as Promise<Result<Started>>;
    const result = await reach(started, START_TIMEOUT_MS);
    if (!result.ok) throw new EngineError(result.refusal);
    return result.value;
  }

  agent(id: SandboxId, generation: number): AgentTransport {
    return {
      fetch: async (path, init) => {
        const headers = new Headers(init?.headers);
        headers.set("x-sandbar-generation", String(generation));
        const request = new Request(`http://agent${path}`, { ...init, headers, redirect: "manual" });
        return await unlessRefused(await reach(this.#stub(id).fetch(request)));
      },
    };
  }

  async status(id: SandboxId): Promise<{ state: "running" | "stopped" | "absent"; generation?: number }> {
    return await reach(this.#stub(id).runState(), READ_TIMEOUT_MS);
  }

  async destroy(id: SandboxId): Promise<void> {
    await reach(this.#stub(id).destroyRun(), DESTROY_TIMEOUT_MS);
  }

  async list(): Promise<EngineSandbox[]> {
    const known = await this.#options.registry();
    const found = await Promise.all(
      known.map(async ({ id, started_at }) => ({ id, started_at, ...(await this.status(id)) })),
    );
    return found.flatMap(({ id, started_at, state, generation }) =>
      state === "absent" || generation === undefined ? [] : [{ id, started_at, state, generation }],
    );
  }

  async updateRepository(_: RepositoryUpdate, bundle: ReadableStream<Uint8Array>): Promise<void> {
    await bundle.cancel();
    throw noHostRepositories();
  }

  async health(): Promise<EngineHealth> {
    const notes = [
      "CPU, memory and disk are those of the container's instance type.",
      "The number of processes is not limited apart from memory.",
    ];
    const limits = { cpu: true, memory: true, pids: false, disk: true, network: true, notes };
    return { ok: true, engine: "cloudflare", limits };
  }

  #stub(id: SandboxId): DurableObjectStub<SandboxContainer> {
    return this.#options.namespace.get(this.#options.namespace.idFromName(id));
  }
}

function noHostRepositories(): EngineError {
  return new EngineError({
    reason_code: "repository_not_allowed",
    message: "A repository on a host's disk needs the local engine.",
    retryable: false,
    field: "local_repository",
  });
}

/** Awaits the object's answer; what the platform throws (reset, overload, timeout) becomes a refusal. */
async function reach<T>(answer: Promise<T>, timeoutMs?: number): Promise<T> {
  const timeout = Promise.withResolvers<never>();
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => timeout.reject(new Error("no answer in time")), timeoutMs);
  try {
    return await Promise.race([answer, timeout.promise]);
  } catch (cause) {
    const error = new EngineError({
      reason_code: "engine_unreachable",
      message: "Cloudflare's container platform does not answer.",
      retryable: true,
      next_step: "Try again in a minute; see the account's container dashboard.",
    });
    error.cause = cause;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
