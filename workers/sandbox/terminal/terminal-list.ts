import type { LiveMessage } from "../../domain/sandbox/bodies.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import { EngineError } from "../../engines/engine.ts";
import { Gathered } from "../viewers/gathered.ts";
import { terminalBody } from "./terminal-body.ts";

/** Changes that come close together are told once, ms. */
const GATHER_MS = 100;

export interface TerminalListPorts {
  readonly agent: () => AgentClient;
  /** Whether the agent can be asked for things now. */
  readonly serving: () => boolean;
  readonly watched: () => boolean;
  readonly broadcast: (message: LiveMessage) => void;
}

/** Tells the open pages which terminals there are, after each change. */
export class TerminalList {
  readonly #ports: TerminalListPorts;
  readonly #telling: Gathered;
  #last: Promise<void> = Promise.resolve();

  constructor(ports: TerminalListPorts) {
    this.#ports = ports;
    this.#telling = new Gathered(GATHER_MS, () => {
      // One after the other: an older list must not arrive last.
      this.#last = this.#last.then(() => this.#tell());
    });
  }

  changed(): void {
    if (this.#ports.watched()) this.#telling.ask();
  }

  async #tell(): Promise<void> {
    const { agent, serving, broadcast } = this.#ports;
    if (!serving()) return;
    try {
      const items = (await agent().listPtys()).map(terminalBody);
      broadcast({ type: "terminals", items });
    } catch (error) {
      // The agent's link tells of its terminals again once it is back.
      if (!(error instanceof EngineError)) console.error("list of terminals", error);
    }
  }
}
