/**
 * While a teardown saves, and from then until the sandbox is destroyed, nothing in it runs: what is written is saved,
 * or is not written. Whatever else becomes of the teardown, everything goes on.
 */
import type { SandboxRecord } from "../../domain/sandbox.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import { EngineError } from "../../engines/engine.ts";
import type { Deadlines } from "../deadlines.ts";
import type { Journal } from "../journal.ts";

const SETTING = "freeze";
/** How soon an agent that could not be told to go on is told again, ms. */
const RETRY_MS = 5_000;

/** The last freeze, written down before it begins: a crash must not leave a sandbox frozen that is to run. */
interface Freeze {
  readonly generation: number;
  /** Rises by one with each, over all generations. */
  readonly number: number;
  readonly state: "begun" | "thawed" | "unknown_to_agent";
}

/** Throws a retryable EngineError unless nothing has run since the freeze. */
export type StayedFrozen = () => Promise<void>;

/** Nothing is awaited before the freeze is written down. Throws EngineError when something goes on running. */
export async function freeze(
  agent: AgentClient,
  generation: number,
  journal: Pick<Journal, "setting" | "putSetting">,
): Promise<StayedFrozen> {
  const last = lastFreeze(journal);
  if (last?.generation === generation && last.state === "unknown_to_agent") return async () => undefined;
  const number = (last?.number ?? 0) + 1;
  remember(journal, { generation, number, state: "begun" });
  try {
    await agent.freeze(number);
  } catch (error) {
    if (!isUnknown(error)) throw error;
    console.warn("the agent of an earlier version can't freeze: what is written during the save may be lost");
    remember(journal, { generation, number, state: "unknown_to_agent" });
    return async () => undefined;
  }
  return async () => {
    if ((await agent.freeze(number)).stopped === 0) return;
    throw new EngineError({
      reason_code: "sandbox_woke",
      message: "Something in the sandbox went on running while it was saved.",
      retryable: true,
      next_step: "Try again.",
    });
  };
}

/** In which its programs are stopped, or about to be. */
export function isBeingTornDown({ state, plan }: SandboxRecord): boolean {
  return state === "tearing_down" || (state === "saving" && plan?.kind === "teardown");
}

export interface ThawPorts {
  readonly journal: Pick<Journal, "setting" | "putSetting">;
  readonly deadlines: Deadlines;
  readonly now: () => number;
  readonly record: () => SandboxRecord | null;
  /** Of the generation that runs now. */
  readonly agent: () => AgentClient;
}

/** Sets a frozen sandbox going again whose teardown has ended otherwise, until its agent has heard of it. */
export class Thaw {
  readonly #ports: ThawPorts;
  /** The number that is being thawed. */
  #telling: number | null = null;

  constructor(ports: ThawPorts) {
    this.#ports = ports;
  }

  /** Costs nothing unless a freeze was begun. */
  async look(): Promise<void> {
    const { journal, deadlines, now, record: current, agent } = this.#ports;
    const last = lastFreeze(journal);
    const record = current();
    if (last?.state !== "begun" || !record || !holds(last, record) || this.#telling === last.number) return;
    this.#telling = last.number;
    try {
      // Should this end in the middle, the alarm comes back for it.
      await deadlines.set("thaw", now() + RETRY_MS);
      await told(agent(), last.number);
      // A teardown may have begun another one meanwhile.
      if (lastFreeze(journal)?.number !== last.number) return;
      remember(journal, { ...last, state: "thawed" });
      await deadlines.set("thaw", null);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      console.warn(`thawing sandbox ${record.id}: ${error.message}`);
      await deadlines.set("thaw", now() + RETRY_MS);
    } finally {
      if (this.#telling === last.number) this.#telling = null;
    }
  }
}

/** Whether what was frozen is still there, and is to run. */
function holds({ generation }: Freeze, record: SandboxRecord): boolean {
  return record.generation === generation && record.container === "present" && !isBeingTornDown(record);
}

async function told(agent: AgentClient, number: number): Promise<void> {
  try {
    await agent.thaw(number);
  } catch (error) {
    if (!isUnknown(error)) throw error;
  }
}

/** An agent of an earlier version has no such request, and no other answer has this code (pitfall C23). */
function isUnknown(error: unknown): boolean {
  return error instanceof EngineError && error.refusal.reason_code === "not_found";
}

function lastFreeze(journal: Pick<Journal, "setting">): Freeze | null {
  const kept = journal.setting(SETTING);
  return kept === null ? null : (JSON.parse(kept) as Freeze);
}

function remember(journal: Pick<Journal, "putSetting">, freeze: Freeze): void {
  journal.putSetting(SETTING, JSON.stringify(freeze));
}
