import type { Command } from "../../domain/lifecycle.ts";
import type { Result } from "../../domain/refusal.ts";
import { isServing, type LogEntry, type SandboxRecord } from "../../domain/sandbox.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import type { SandboxEngine } from "../../engines/engine.ts";
import type { Journal } from "../journal.ts";
import { GenerationWatch } from "./generation-watch.ts";

export interface AgentWatchPorts {
  readonly engine: SandboxEngine;
  /** Of the generation that runs now. */
  readonly agent: () => AgentClient;
  readonly journal: Journal;
  readonly now: () => number;
  readonly apply: (command: Command) => Result<unknown>;
  /** Appends task output to the log; `also` joins the transaction. */
  readonly log: (stream: LogEntry["stream"], text: string, also: () => void) => void;
  /** A terminal was opened, named, ended or closed, maybe. */
  readonly terminalsChanged: () => void;
  /** Ends every terminal's sockets with a code of protocol.ts. */
  readonly closeTerminals: (code: number, reason: string) => void;
}

/** Keeps a watch on the generation that serves, and lets go of one that doesn't. */
export class AgentWatch {
  readonly #ports: AgentWatchPorts;
  #watched: GenerationWatch | null = null;

  constructor(ports: AgentWatchPorts) {
    this.#ports = ports;
  }

  /** Called now and then, to find a connection that only looks open. */
  look(): void {
    this.#watched?.look();
  }

  /** Answers whether a watch began. */
  follow(record: SandboxRecord | null): boolean {
    const { closeTerminals, agent, ...ports } = this.#ports;
    if (!record || !isServing(record.state)) {
      this.#watched?.stop();
      this.#watched = null;
      closeTerminals(4404, "the sandbox no longer runs");
      return false;
    }
    if (this.#watched?.generation === record.generation) return false;
    this.#watched?.stop();
    closeTerminals(4409, "the sandbox was started again");
    this.#watched = new GenerationWatch({ ...ports, record, agent: agent() });
    return true;
  }
}
