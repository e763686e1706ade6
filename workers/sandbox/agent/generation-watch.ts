import type { Command } from "../../domain/lifecycle.ts";
import type { Result } from "../../domain/refusal.ts";
import type { Actor, LogEntry, SandboxRecord } from "../../domain/sandbox.ts";
import type { Completion } from "../../engines/agent-api.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import type { SandboxEngine } from "../../engines/engine.ts";
import type { Journal } from "../journal.ts";
import { AgentLink } from "./agent-link.ts";
import { TaskFollower } from "./task-follower.ts";

const SANDBOX_COMPLETE: Actor = { kind: "agent", id: "agent", label: "sandbox-complete" };

export interface WatchPorts {
  readonly record: SandboxRecord;
  readonly engine: SandboxEngine;
  readonly agent: AgentClient;
  readonly journal: Journal;
  readonly now: () => number;
  readonly apply: (command: Command) => Result<unknown>;
  /** A terminal was opened, named, ended or closed, maybe. */
  readonly terminalsChanged: () => void;
  /** Appends task output to the log; `also` joins the transaction. */
  readonly log: (stream: LogEntry["stream"], text: string, also: () => void) => void;
}

/** Watches one generation while it serves: the link to its agent, and its launch command's output and end. */
export class GenerationWatch {
  readonly generation: number;
  readonly #ports: WatchPorts;
  readonly #link: AgentLink;
  readonly #follower: TaskFollower | null;

  constructor(ports: WatchPorts) {
    const { record, engine, agent, now, apply } = ports;
    this.#ports = ports;
    this.generation = record.generation;
    this.#link = new AgentLink({
      sandbox_id: record.id,
      generation: this.generation,
      engine,
      agent,
      now,
      report: apply,
      complete: (completion) => this.#completeOnce(completion),
      terminals: ports.terminalsChanged,
    });
    const follows = record.command !== null && !ports.journal.setting(this.#endedKey);
    this.#follower = follows ? this.#follow() : null;
  }

  /** Called now and then, to find a connection that only looks open. */
  look(): void {
    this.#link.look();
  }

  stop(): void {
    this.#link.close();
    this.#follower?.close();
  }

  get #endedKey(): string {
    return `task_ended_${this.generation}`;
  }

  /** The agent repeats the last completion on each connection; only one that is new counts. */
  #completeOnce({ exit_code, at }: Completion): void {
    const { apply, journal } = this.#ports;
    const key = `completion_seen_${this.generation}`;
    if (journal.setting(key) === at) return;
    if (apply({ type: "complete", actor: SANDBOX_COMPLETE, exit_code }).ok) journal.putSetting(key, at);
  }

  #follow(): TaskFollower {
    const { agent, journal, apply, log } = this.#ports;
    const key = `task_offset_${this.generation}`;
    return new TaskFollower({
      generation: this.generation,
      agent,
      offset: () => Number(journal.setting(key) ?? 0),
      append: (stream, text, offset) => log(stream, text, () => journal.putSetting(key, String(offset))),
      report: (ended) => {
        apply(ended);
        // A person may call a completed sandbox running again; the command's end is not told twice.
        journal.putSetting(this.#endedKey, "1");
      },
    });
  }
}
