import { database } from "../../data/database.ts";
import { emailOf } from "../../data/members.ts";
import type { Command, Decision } from "../../domain/lifecycle.ts";
import type { TeardownForecast } from "../../domain/policy.ts";
import type { Result } from "../../domain/refusal.ts";
import type { SandboxRecord } from "../../domain/sandbox.ts";
import { type RecordingRule, recordingRule } from "../../domain/terminal/recording.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import type { Sender } from "../../mail/sender.ts";
import { activityOf } from "../agent/agent-link.ts";
import type { Deadlines } from "../deadlines.ts";
import type { Journal } from "../journal.ts";
import { dropOutlived } from "./checkpoint-retention.ts";
import { Notices } from "./notices.ts";
import { PolicyClock } from "./policy-clock.ts";
import { SaveClock } from "./save-clock.ts";

export interface ClocksPorts {
  readonly storage: DurableObjectStorage;
  readonly journal: Journal;
  readonly deadlines: Deadlines;
  readonly db: D1Database;
  readonly mail: Sender;
  /** Origin of the dashboard without a slash at the end. */
  readonly origin: string;
  readonly now: () => number;
  readonly record: () => SandboxRecord | null;
  /** Of the generation that runs now. */
  readonly agent: () => AgentClient;
  readonly apply: (command: Command) => Result<Decision | null>;
}

/** What happens to a sandbox because time passes: its policy acts, it is saved, old saves go, its owner gets mail. */
export class Clocks {
  /** Mail to the owner that has not been taken yet. */
  readonly notices: Notices;
  readonly #policy: PolicyClock;
  readonly #saves: SaveClock;
  readonly #dropOutlived: () => void;

  constructor(ports: ClocksPorts) {
    const { agent, apply, record, db } = ports;
    const own = { ...ports, settings: () => this.#policy.settings };
    this.#policy = new PolicyClock({
      ...ports,
      refreshActivity: async () => {
        const generation = record()?.generation ?? 0;
        apply({ type: "activity_seen", generation, activity: activityOf(await agent().activity()) });
      },
    });
    this.notices = new Notices({
      ...own,
      sender: ports.mail,
      recipient: ({ team_id, owner }) => emailOf(database(db), team_id, owner.user_id),
      forecast: (record) => this.forecast(record),
    });
    this.#saves = new SaveClock({ ...own, fingerprint: () => agent().fingerprint() });
    this.#dropOutlived = () => dropOutlived(own);
  }

  forecast(record: SandboxRecord): TeardownForecast {
    return this.#policy.forecast(record);
  }

  /** Whether and why terminals are recorded, by the policy as last read. */
  recording(record: SandboxRecord): RecordingRule {
    return recordingRule(record.recording, this.#policy.settings?.record_terminals ?? false);
  }

  /** Whether the policy, as it is now, records every terminal. */
  async recordingDemanded(): Promise<boolean> {
    await this.readPolicy();
    return this.#policy.settings?.record_terminals ?? false;
  }

  /** Reads the policy anew; when that fails, what was read before holds. */
  async readPolicy(): Promise<void> {
    await this.#policy.read();
  }

  /** Until when this run may be kept at most, epoch ms; null without bound. */
  async lifetimeEnd(): Promise<number | null> {
    return this.#policy.lifetimeEnd();
  }

  /** Looks at the policy, and at what it no longer keeps; answers whether the forecast may have changed. */
  async tickPolicy(): Promise<boolean> {
    const changed = await this.#policy.tick();
    this.#dropOutlived();
    return changed;
  }

  async tickSaves(): Promise<void> {
    await this.#saves.tick();
  }

  /** After a verified save: it may be one more than the policy keeps. */
  saved(): void {
    this.#dropOutlived();
  }

  /** After any change of the record. */
  async changed(): Promise<void> {
    await Promise.all([this.#policy.rewind(), this.notices.deliver()]);
  }
}
