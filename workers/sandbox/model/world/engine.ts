import type { Refusal } from "../../../domain/refusal.ts";
import {
  EngineError,
  type EngineSandbox,
  type SandboxEngine,
  type Started,
  type StartSpec,
} from "../../../engines/engine.ts";
import type { Owner, Simulation } from "../simulation.ts";
import { SimulatedAgent } from "./agent.ts";
import type { Answer } from "./answer.ts";

/** What the engine has of one sandbox: its disk, and while it runs its agent. */
export interface Jail {
  readonly id: string;
  generation: number;
  started_at: number;
  files: Map<string, number>;
  /** What its start found. */
  readonly workspace: Started["workspace"];
  /** Null: stopped, its disk is kept. */
  agent: SimulatedAgent | null;
  /** A removal began: whatever comes next finishes it. */
  going: boolean;
}

/** The engine as docs/protocol.md has it: one jail per sandbox, calls about one sandbox in order of arrival. */
export class Engine {
  readonly jails = new Map<string, Jail>();
  /** Nobody answers; what runs goes on running. */
  down = false;
  /** Told before a disk's content is gone. */
  onRemoved: (jail: Jail) => void = () => undefined;
  /** Told before a run begins. */
  onStart: (id: string, generation: number) => void = () => undefined;
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  reset(): void {
    this.jails.clear();
    this.down = false;
  }

  /** The agent died, and with it every process; its disk stays. */
  killAgent(id: string): void {
    const jail = this.jails.get(id);
    jail?.agent?.die();
    if (jail) jail.agent = null;
  }

  /** The engine's process died: connections through it are cut. */
  goDown(): void {
    this.down = true;
    for (const { agent } of this.jails.values()) agent?.dropSockets();
  }

  port(owner: Owner | null): SandboxEngine {
    const call = <T>(
      id: string,
      work: () => T,
      signal?: AbortSignal | null,
      part: "engine" | "agent" = "engine",
    ) =>
      this.#simulation.call({
        owner,
        part,
        lane: `engine:${id}`,
        signal,
        work: () => {
          if (this.down) throw unreachable();
          return work();
        },
        failure: unreachable,
      });
    return {
      start: (id, generation, spec) => call(id, () => this.#start(id, generation, spec)),
      status: (id) => call(id, () => this.#status(id)),
      destroy: (id) => call(id, () => this.#destroy(id)),
      list: () => call("", () => this.#list()),
      updateRepository: () => Promise.reject(new Error("not asked for here")),
      health: () => Promise.reject(new Error("not asked for here")),
      agent: (id, generation) => ({
        fetch: async (path, init = {}) => {
          const body = await read(init.body);
          const asked = (): Answer => this.#ask(id, generation, path, init, body, owner);
          return (await call(id, asked, init.signal, "agent")) as unknown as Response;
        },
      }),
    };
  }

  #start(id: string, generation: number, spec: StartSpec): Started {
    this.#settle(id);
    const current = this.jails.get(id);
    if (current && generation <= current.generation) {
      if (generation < current.generation) throw refusal("generation_mismatch");
      if (current.agent) return { workspace: current.workspace };
      throw refusal("sandbox_stopped");
    }
    this.onStart(id, generation);
    current?.agent?.die();
    const kept = current !== undefined && spec.workspace === "keep";
    if (current && !kept) this.#remove(current);
    const files = kept ? current.files : new Map<string, number>();
    const agent = new SimulatedAgent(this.#simulation, generation, files);
    const workspace = kept ? "kept" : "fresh";
    const started_at = this.#simulation.now;
    this.jails.set(id, { id, generation, started_at, files, workspace, agent, going: false });
    return { workspace };
  }

  #status(id: string): Awaited<ReturnType<SandboxEngine["status"]>> {
    const jail = this.jails.get(id);
    if (!jail) return { state: "absent" };
    return { state: jail.agent ? "running" : "stopped", generation: jail.generation };
  }

  #destroy(id: string): void {
    this.#settle(id);
    const jail = this.jails.get(id);
    if (!jail) return;
    const stuck = this.#simulation.random.chance(this.#simulation.faults.engine ?? 0);
    jail.agent?.die();
    this.#remove(jail);
    if (!stuck) return;
    // A mount that is busy: processes and files are gone, but not all of it.
    this.jails.set(id, { ...jail, files: new Map(), agent: null, going: true });
    throw refusal("destroy_unconfirmed", true);
  }

  #list(): EngineSandbox[] {
    return [...this.jails.values()].map(({ id, generation, agent, started_at }) => ({
      id,
      generation,
      state: agent ? "running" : "stopped",
      started_at: new Date(started_at).toISOString(),
    }));
  }

  #ask(
    id: string,
    generation: number,
    path: string,
    init: RequestInit,
    body: Uint8Array,
    owner: Owner | null,
  ): Answer {
    const jail = this.jails.get(id);
    if (!jail) throw refusal("sandbox_absent");
    if (generation !== jail.generation) throw refusal("generation_mismatch");
    // Until the engine has noticed, it only finds that nobody answers.
    if (!jail.agent && this.#simulation.random.chance(0.3)) throw refusal("agent_unreachable", true);
    if (!jail.agent) throw refusal("sandbox_stopped");
    const [pathname = "", query = ""] = path.split("?");
    return jail.agent.answer({
      method: init.method ?? "GET",
      path: pathname,
      query: new URLSearchParams(query),
      body,
      owner,
      signal: init.signal ?? null,
    });
  }

  #settle(id: string): void {
    if (this.jails.get(id)?.going) this.jails.delete(id);
  }

  #remove(jail: Jail): void {
    this.onRemoved(jail);
    this.jails.delete(jail.id);
  }
}

async function read(body: RequestInit["body"]): Promise<Uint8Array> {
  if (!body) return new Uint8Array();
  if (typeof body === "string") return new TextEncoder().encode(body);
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of body as ReadableStream<Uint8Array>) pieces.push(piece);
  } catch {
    throw unreachable();
  }
  return Buffer.concat(pieces);
}

function unreachable(): EngineError {
  return refusal("engine_unreachable", true);
}

function refusal(reason_code: string, retryable = false): EngineError {
  const refusal: Refusal = { reason_code, message: `The engine says ${reason_code}.`, retryable };
  return new EngineError(refusal);
}
