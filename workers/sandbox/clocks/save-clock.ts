import type { Command, Decision } from "../../domain/lifecycle.ts";
import type { PolicySettings } from "../../domain/policy/policy-settings.ts";
import { saveTurn } from "../../domain/policy/save-clock.ts";
import type { Result } from "../../domain/refusal.ts";
import type { SandboxRecord } from "../../domain/sandbox.ts";
import { EngineError } from "../../engines/engine.ts";
import type { Deadlines } from "../deadlines.ts";
import { newId, newOperationId } from "../ids.ts";
import type { Journal } from "../journal.ts";
import { POLICY } from "./policy-clock.ts";
import { type Fingerprinted, isSavedAs } from "./workspace-memory.ts";

/** How soon a periodic save that failed is tried again, or an agent asked again that could not answer, ms. */
const RETRY_MS = 5 * 60_000;
const MINUTE_MS = 60_000;
const SETTING = "save_clock";

export interface SaveClockPorts extends Fingerprinted {
  readonly journal: Journal;
  readonly deadlines: Deadlines;
  readonly now: () => number;
  readonly record: () => SandboxRecord | null;
  /** As last read; null before the first time. */
  readonly settings: () => PolicySettings | null;
  readonly apply: (command: Command) => Result<Decision | null>;
}

/** What this clock remembers of one generation. */
interface Memo {
  readonly generation: number;
  /** When it last needed no save, as `saveTurn` counts; epoch ms. */
  readonly looked_at: number;
  /** The save that it asked for last, until its end was seen. */
  readonly operation_id: string | null;
}

/** Saves a running sandbox that has changed, without anybody asking: beside the people in it, and no activity. */
export class SaveClock {
  readonly #ports: SaveClockPorts;
  #looking = false;

  constructor(ports: SaveClockPorts) {
    this.#ports = ports;
  }

  /** Looks whether a save is due, and sets the alarm for the next look. */
  async tick(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      this.#settle();
      if (this.#turn()?.due) await this.#look();
      await this.#ports.deadlines.set("save", this.#turn()?.recheck_at ?? null);
    } finally {
      this.#looking = false;
    }
  }

  #turn() {
    const record = this.#ports.record();
    const settings = this.#ports.settings();
    return (
      record && settings && saveTurn(settings, record, this.#memo()?.looked_at ?? null, this.#ports.now())
    );
  }

  /** Compares the workspace with the current checkpoint, and saves it when it differs or nobody can tell. */
  async #look(): Promise<void> {
    const { now, record, journal } = this.#ports;
    const looked_at = now();
    const before = record();
    const fingerprint = await this.#fingerprint();
    const current = record();
    // Whatever came in between decides anew.
    if (!current || current.generation !== before?.generation || !this.#turn()?.due) return;
    if (fingerprint === "unreachable") return this.#retryFrom(now());
    const { checkpoint, blockers } = current;
    // Only a save that succeeds shows that saving works again.
    const doubted = blockers.some(({ code }) => code === "save_failed");
    if (checkpoint && fingerprint && !doubted && isSavedAs(journal, checkpoint.checkpoint_id, fingerprint)) {
      return this.#put({ looked_at, operation_id: null });
    }
    this.#save();
  }

  /** Null: an agent of an earlier version knows no fingerprints, so its workspace counts as changed. */
  async #fingerprint(): Promise<string | null | "unreachable"> {
    try {
      return (await this.#ports.fingerprint()).fingerprint;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (error.refusal.reason_code === "not_found") return null;
      console.warn(`periodic save of sandbox ${this.#ports.record()?.id}: ${error.message}`);
      return "unreachable";
    }
  }

  #save(): void {
    const operation_id = newOperationId();
    const checkpoint_id = newId("cp");
    const command = { type: "save", operation_id, actor: POLICY, checkpoint_id, reason: "periodic" } as const;
    const result = this.#ports.apply(command);
    if (result.ok) this.#put({ looked_at: this.#memo()?.looked_at ?? 0, operation_id });
    else console.warn(`a periodic save was refused: ${result.refusal.reason_code}`);
  }

  /** Takes note of how its last save ended; a verified checkpoint speaks for itself. */
  #settle(): void {
    const { operation_id } = this.#memo() ?? {};
    const outcome = operation_id ? this.#ports.journal.operation(operation_id) : null;
    if (outcome?.status === "failed") this.#retryFrom(outcome.ended_at ?? this.#ports.now());
  }

  /** As if it had been found unchanged just so long ago that the next look comes after a shorter while. */
  #retryFrom(at: number): void {
    const interval = (this.#ports.settings()?.checkpoint_interval_minutes ?? 0) * MINUTE_MS;
    this.#put({ looked_at: at + Math.min(RETRY_MS, interval) - interval, operation_id: null });
  }

  #memo(): Memo | null {
    const kept = this.#ports.journal.setting(SETTING);
    const memo = kept === null ? null : (JSON.parse(kept) as Memo);
    return memo?.generation === this.#ports.record()?.generation ? memo : null;
  }

  #put(memo: Omit<Memo, "generation">): void {
    const generation = this.#ports.record()?.generation ?? 0;
    this.#ports.journal.putSetting(SETTING, JSON.stringify({ generation, ...memo }));
  }
}
