import type { Report } from "../../domain/lifecycle.ts";
import type { Activity } from "../../domain/sandbox.ts";
import type {
  ActivityCause,
  Activity as AgentActivity,
  AgentEvent,
  Completion,
} from "../../engines/agent-api.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import { EngineError, type SandboxEngine } from "../../engines/engine.ts";
import { lossOf } from "./loss.ts";

/** Between attempts to reach a sandbox that should run, ms. */
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;
/** Activity reaches the record at most this often, ms (architecture rule 5). */
const ACTIVITY_STEP_MS = 30_000;

/** In the words that people read: "output 40 s ago". */
const CAUSES: Readonly<Record<ActivityCause, string>> = {
  started: "launched",
  terminal_input: "input",
  terminal_output: "output",
  exec: "exec",
  process_output: "process output",
  connection: "open connection",
  files: "files changed",
};

/** What the agent says of its activity, as the record keeps it. */
export function activityOf({ last_at, because }: Pick<AgentActivity, "last_at" | "because">): Activity {
  return { last_at: Date.parse(last_at), because: CAUSES[because] };
}

export interface LinkPorts {
  readonly sandbox_id: string;
  readonly generation: number;
  readonly engine: SandboxEngine;
  readonly agent: AgentClient;
  readonly now: () => number;
  readonly report: (report: Report) => void;
  /** `sandbox-complete` inside the sandbox. */
  readonly complete: (completion: Completion) => void;
  /** The list of terminals may be another one. */
  readonly terminals: () => void;
}

/**
 * The standing connection to one generation's agent: what happens inside arrives here, and its end is how a dead
 * sandbox is noticed at once. Reconnects for as long as the engine says that the sandbox runs.
 */
export class AgentLink {
  readonly #ports: LinkPorts;
  #socket: WebSocket | null = null;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #attempts = 0;
  #closed = false;
  #heard = false;
  #activity: Activity | null = null;
  #flushed_at = 0;
  #flush: ReturnType<typeof setTimeout> | null = null;

  constructor(ports: LinkPorts) {
    this.#ports = ports;
    void this.#connect();
  }

  /**
   * Called now and then. A connection that has said nothing since the last time is made anew: through a container's
   * proxy one may look open long after it is dead. Nothing is missed by that, the snapshot says how things are.
   */
  look(): void {
    const socket = this.#socket;
    if (this.#closed || !socket) return;
    if (!this.#heard) {
      this.#socket = null;
      socket.close(1000, "attaching again");
      void this.#connect();
    }
    this.#heard = false;
  }

  get generation(): number {
    return this.#ports.generation;
  }

  close(): void {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    if (this.#flush !== null) clearTimeout(this.#flush);
    this.#socket?.close(1000, "not watched any more");
    this.#socket = null;
  }

  async #connect(): Promise<void> {
    this.#retry = null;
    try {
      const socket = await this.#ports.agent.events();
      if (this.#closed) {
        socket.accept();
        socket.close(1000, "not watched any more");
        return;
      }
      this.#socket = socket;
      this.#attempts = 0;
      socket.addEventListener("message", (event) =>
        this.#receive(JSON.parse(String(event.data)) as AgentEvent),
      );
      socket.addEventListener("close", () => this.#lost(socket));
      socket.addEventListener("error", () => this.#lost(socket));
      socket.accept();
    } catch (error) {
      if (!(error instanceof EngineError)) console.error("agent link", error);
      await this.#decide();
    }
  }

  #lost(socket: WebSocket): void {
    if (this.#closed || this.#socket !== socket) return;
    this.#socket = null;
    void this.#decide();
  }

  /** Only the engine's word ends a sandbox: a connection that fails may be ours. */
  async #decide(): Promise<void> {
    if (this.#closed) return;
    const { engine, sandbox_id, generation, report } = this.#ports;
    try {
      const loss = await lossOf(engine, sandbox_id, generation);
      if (this.#closed) return;
      if (loss) {
        this.close();
        report(loss);
        return;
      }
    } catch (error) {
      if (!(error instanceof EngineError)) console.error("agent link status", error);
    }
    const wait = Math.min(FIRST_RETRY_MS * 2 ** this.#attempts, LONGEST_RETRY_MS);
    this.#attempts = Math.min(this.#attempts + 1, 10);
    this.#retry = setTimeout(() => void this.#connect(), wait);
  }

  #receive(event: AgentEvent): void {
    this.#heard = true;
    switch (event.type) {
      case "snapshot":
        this.#active(event.activity);
        if (event.complete) this.#ports.complete(event.complete);
        this.#ports.terminals();
        return;
      case "activity":
        this.#active(event.activity);
        return;
      case "complete":
        this.#ports.complete(event);
        return;
      case "pty_opened":
      case "pty_changed":
      case "pty_exited":
      case "pty_closed":
        this.#ports.terminals();
        return;
      case "process_exited":
      case "port_opened":
      case "port_closed":
        return;
    }
  }

  #active(activity: AgentActivity): void {
    this.#activity = activityOf(activity);
    const wait = this.#flushed_at + ACTIVITY_STEP_MS - this.#ports.now();
    if (wait <= 0) this.#flushActivity();
    else this.#flush ??= setTimeout(() => this.#flushActivity(), wait);
  }

  #flushActivity(): void {
    if (this.#flush !== null) clearTimeout(this.#flush);
    this.#flush = null;
    if (this.#closed || !this.#activity) return;
    this.#flushed_at = this.#ports.now();
    this.#ports.report({
      type: "activity_seen",
      generation: this.#ports.generation,
      activity: this.#activity,
    });
  }
}
