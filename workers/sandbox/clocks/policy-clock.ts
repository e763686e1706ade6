import { database } from "../../data/database.ts";
import { getPolicy } from "../../data/policies.ts";
import { findProfile } from "../../data/profiles.ts";
import type { Command, Decision } from "../../domain/lifecycle.ts";
import {
  DEFAULT_POLICY,
  type PolicySettings,
  policyFor,
  withPatches,
} from "../../domain/policy/policy-settings.ts";
import {
  type Evaluation,
  evaluate,
  factsOf,
  forecast,
  lifetimeEnd,
  NO_TEARDOWN,
  type TeardownForecast,
} from "../../domain/policy.ts";
import type { Result } from "../../domain/refusal.ts";
import type { Actor, SandboxRecord } from "../../domain/sandbox.ts";
import type { Deadlines } from "../deadlines.ts";
import { newId, newOperationId } from "../ids.ts";
import type { Journal } from "../journal.ts";
import { NOBODY } from "./attached.ts";

export const POLICY: Actor = { kind: "policy", id: "policy", label: "The team's policy" };
/** Where the last known settings are kept, for forecasts after a restart. */
const SETTING = "policy";
/** How soon a look that failed is repeated, ms. */
const RETRY_MS = 30_000;

export interface PolicyClockPorts {
  readonly db: D1Database;
  readonly journal: Journal;
  readonly deadlines: Deadlines;
  readonly now: () => number;
  readonly record: () => SandboxRecord | null;
  readonly apply: (command: Command) => Result<Decision | null>;
  /** Brings the agent's newest activity into the record: what acts on idleness must not act on an old reading. */
  readonly refreshActivity: () => Promise<void>;
}

/**
 * The clocks that end a sandbox without anybody asking. D1 owns the policy, so it is read anew each time before it
 * acts; the copy here only answers "when would it stop".
 */
export class PolicyClock {
  readonly #ports: PolicyClockPorts;
  /** Of team and profile; what the owner chose is in the record, and may have changed since they were read. */
  #shared: PolicySettings | null;

  constructor(ports: PolicyClockPorts) {
    this.#ports = ports;
    const kept = ports.journal.setting(SETTING);
    // Kept by an earlier version, it lacks the settings that came since.
    this.#shared = kept === null ? null : { ...DEFAULT_POLICY, ...(JSON.parse(kept) as PolicySettings) };
  }

  /** What holds for this sandbox as last read; null before the first time. */
  get settings(): PolicySettings | null {
    const record = this.#ports.record();
    return record && this.#settingsOf(record);
  }

  /** What people are told; nothing before the policy was read for the first time. */
  forecast(record: SandboxRecord): TeardownForecast {
    const settings = this.#settingsOf(record);
    if (settings === null) return { ...NO_TEARDOWN, blockers: record.blockers };
    return forecast(settings, factsOf(record), this.#ports.now());
  }

  /** Reads the policy anew; when that fails, what was read before holds. */
  async read(): Promise<void> {
    try {
      await this.#refresh();
    } catch (error) {
      console.warn(`policy of sandbox ${this.#ports.record()?.id}: ${String(error)}`);
    }
  }

  /** Until when this run may be kept at most, by the policy as it is now; null without bound. */
  async lifetimeEnd(): Promise<number | null> {
    await this.#refresh();
    const record = this.#ports.record();
    const settings = record && this.#settingsOf(record);
    return settings && lifetimeEnd(settings, record.started_at ?? record.created_at);
  }

  /** Reads the policy and acts on it when a clock has ended; answers whether the forecast may have changed. */
  async tick(): Promise<boolean> {
    let changed: boolean;
    try {
      changed = await this.#refresh();
      const { reason, verdict } = this.#evaluate() ?? {};
      const acts = verdict === "teardown" || verdict === "warn";
      if (acts && reason !== "archive_retention") await this.#ports.refreshActivity();
    } catch (error) {
      console.warn(`policy of sandbox ${this.#ports.record()?.id}: ${String(error)}`);
      await this.#ports.deadlines.set("policy", this.#ports.now() + RETRY_MS);
      return false;
    }
    if (this.#evaluate()?.verdict === "warn") this.#warn();
    const { verdict } = this.#evaluate() ?? {};
    if (verdict === "teardown") this.#teardown();
    if (verdict === "purge") this.#purge();
    await this.#wind();
    return changed;
  }

  /** After any change of the record: another clock may end first, or one may have ended by it. */
  async rewind(): Promise<void> {
    const { verdict } = this.#evaluate() ?? {};
    const acts = verdict === "warn" || verdict === "teardown";
    await this.#wind(acts ? this.#ports.now() : undefined);
  }

  /** Sets the alarm for the clock that ends first. The archives' clock is the cron's: they sleep. */
  async #wind(at?: number): Promise<void> {
    const evaluation = this.#evaluate();
    if (!evaluation) return;
    const next = evaluation.reason === "archive_retention" ? null : (at ?? evaluation.recheck_at);
    await this.#ports.deadlines.set("policy", next);
  }

  /** Answers whether the settings are others than before; only then there is something to keep. */
  async #refresh(): Promise<boolean> {
    const { db: binding, journal, record } = this.#ports;
    const current = record();
    if (!current) return false;
    const db = database(binding);
    const team = await getPolicy(db, current.team_id);
    const profile = await findProfile(db, current.team_id, current.profile);
    // Purged meanwhile: nothing of it is kept any more.
    if (!record()) return false;
    const shared = withPatches(team, profile?.policy ?? {});
    if (JSON.stringify(shared) === JSON.stringify(this.#shared)) return false;
    this.#shared = shared;
    journal.putSetting(SETTING, JSON.stringify(shared));
    return true;
  }

  #evaluate(): Evaluation | null {
    const record = this.#ports.record();
    const settings = record && this.#settingsOf(record);
    return settings && evaluate(settings, factsOf(record), this.#ports.now());
  }

  #settingsOf(record: SandboxRecord): PolicySettings | null {
    return this.#shared && policyFor(this.#shared, {}, record.idle_timeout_minutes);
  }

  #warn(): void {
    const { reason, at } = this.#evaluate() ?? {};
    if (reason && at != null) this.#apply({ type: "warn", actor: POLICY, reason, at });
  }

  /** Saves first like every teardown; open terminals alone keep nothing running, what happens in them does. */
  #teardown(): void {
    this.#apply({
      type: "teardown",
      operation_id: newOperationId(),
      actor: POLICY,
      checkpoint_id: newId("cp"),
      force: true,
      discard: false,
      attached: NOBODY,
    });
  }

  #purge(): void {
    this.#apply({ type: "purge", operation_id: newOperationId(), actor: POLICY });
  }

  #apply(command: Command): void {
    const result = this.#ports.apply(command);
    if (!result.ok) console.warn(`${command.type} by the policy was refused: ${result.refusal.reason_code}`);
  }
}
