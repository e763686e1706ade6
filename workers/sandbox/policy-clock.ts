import { database } from "../data/database.ts";
import { getPolicy } from "../data/policies.ts";
import { findProfile } from "../data/profiles.ts";
import { NO_TEARDOWN, type TeardownForecast } from "../data/sandboxes.ts";
import type { Command, Decision } from "../domain/lifecycle.ts";
import { evaluate, factsOf, forecast } from "../domain/policy.ts";
import { type PolicySettings, policyFor } from "../domain/policy-settings.ts";
import type { Result } from "../domain/refusal.ts";
import type { Actor, SandboxRecord } from "../domain/sandbox.ts";
import type { Deadlines } from "./deadlines.ts";
import { newId } from "./ids.ts";
import type { Journal } from "./journal.ts";

const POLICY: Actor = { kind: "policy", id: "policy", label: "The team's policy" };
const NOBODY = { terminals: 0, execs: 0, processes: 0 };
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
  #settings: PolicySettings | null;

  constructor(ports: PolicyClockPorts) {
    this.#ports = ports;
    const kept = ports.journal.setting(SETTING);
    this.#settings = kept === null ? null : (JSON.parse(kept) as PolicySettings);
  }

  /** What people are told; nothing before the policy was read for the first time. */
  forecast(record: SandboxRecord): TeardownForecast {
    if (this.#settings === null) return { ...NO_TEARDOWN, blockers: record.blockers };
    return forecast(this.#settings, factsOf(record), this.#ports.now());
  }

  /** Reads the policy and acts on it when a clock has ended; answers whether the forecast may have changed. */
  async tick(): Promise<boolean> {
    let changed: boolean;
    try {
      changed = await this.#refresh();
      if (this.#verdict() === "teardown") await this.#ports.refreshActivity();
    } catch (error) {
      console.warn(`policy of sandbox ${this.#ports.record()?.id}: ${String(error)}`);
      await this.#ports.deadlines.set("policy", this.#ports.now() + RETRY_MS);
      return false;
    }
    if (this.#verdict() === "teardown") this.#teardown();
    await this.#wind();
    return changed;
  }

  /** Sets the alarm for the clock that ends first. */
  async #wind(): Promise<void> {
    const { deadlines, record, now } = this.#ports;
    const current = record();
    if (!current || this.#settings === null) return;
    await deadlines.set("policy", evaluate(this.#settings, factsOf(current), now()).recheck_at);
  }

  /** Answers whether the settings are others than before; only then there is something to keep. */
  async #refresh(): Promise<boolean> {
    const { db: binding, journal, record } = this.#ports;
    const current = record();
    if (!current) return false;
    const db = database(binding);
    const team = await getPolicy(db, current.team_id);
    const profile = await findProfile(db, current.team_id, current.profile);
    const settings = policyFor(team, profile?.policy ?? {}, current.idle_timeout_minutes);
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return false;
    this.#settings = settings;
    journal.putSetting(SETTING, JSON.stringify(settings));
    return true;
  }

  #verdict() {
    const record = this.#ports.record();
    if (!record || this.#settings === null) return null;
    return evaluate(this.#settings, factsOf(record), this.#ports.now()).verdict;
  }

  /** Saves first like every teardown; open terminals alone keep nothing running, what happens in them does. */
  #teardown(): void {
    const { apply } = this.#ports;
    const command = {
      type: "teardown",
      operation_id: `op_${crypto.randomUUID()}`,
      actor: POLICY,
      checkpoint_id: newId("cp"),
      force: true,
      discard: false,
      attached: NOBODY,
    } as const;
    const result = apply(command);
    if (!result.ok) console.warn(`automatic teardown was refused: ${result.refusal.reason_code}`);
  }
}
