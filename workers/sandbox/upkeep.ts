import type { Command, Decision } from "../domain/lifecycle.ts";
import type { Result } from "../domain/refusal.ts";
import { isServing, type SandboxRecord } from "../domain/sandbox.ts";
import type { SandboxEngine } from "../engines/engine.ts";
import type { AgentWatch } from "./agent/agent-watch.ts";
import type { Thaw } from "./agent/freeze.ts";
import { lossSeen, mayBeInEngine } from "./agent/loss.ts";
import type { Clocks } from "./clocks/clocks.ts";
import type { Deadlines } from "./deadlines.ts";
import type { EffectRunner } from "./effects/runner.ts";
import type { Journal } from "./journal.ts";
import type { Announcer } from "./outbox/announcer.ts";
import type { Projector } from "./outbox/projector.ts";
import type { Recordings } from "./recording/recordings.ts";
import type { Pages } from "./viewers/pages.ts";
import type { PreviewVisitors } from "./viewers/preview-visitors.ts";

/** While effects wait or run, the alarm looks after them this often, ms: the reaper of a crash (pitfall C7). */
const REAPER_MS = 10_000;
/** How often an object that was evicted wakes to watch its running sandbox, ms. */
const LINK_CHECK_MS = 60_000;

export interface UpkeepPorts {
  readonly agentWatch: AgentWatch;
  readonly announcer: Announcer;
  readonly clocks: Clocks;
  readonly deadlines: Deadlines;
  readonly engine: SandboxEngine;
  readonly journal: Journal;
  readonly pages: Pages;
  readonly previews: PreviewVisitors;
  readonly projector: Projector;
  readonly recordings: Recordings;
  readonly runner: EffectRunner;
  readonly thaw: Thaw;
  readonly now: () => number;
  readonly record: () => SandboxRecord | null;
  readonly apply: (command: Command) => Result<Decision | null>;
  /** Work that takes long goes on by itself. */
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** What goes on in a sandbox although nobody asks: after a restart, by its alarm, by the cron, while it serves. */
export class Upkeep {
  readonly #ports: UpkeepPorts;

  constructor(ports: UpkeepPorts) {
    this.#ports = ports;
  }

  /** Goes on with whatever a crash, an eviction or a failure left undone. */
  async recover(): Promise<void> {
    this.#ports.recordings.follow();
    const begun = this.watch();
    this.#expireLease();
    await Promise.all([
      this.drain(),
      this.#ports.thaw.look(),
      this.#ports.announcer.flush(),
      this.#ports.projector.flush(),
      this.#serving && !begun ? this.#lookAfter() : undefined,
    ]);
  }

  /** What the cron asks for (contract.ts). Work that takes long goes on by itself. */
  async poke(index_version: number | undefined): Promise<void> {
    const { version } = this.#ports.record() ?? {};
    if (version !== undefined && index_version !== undefined && index_version < version) {
      this.#ports.journal.unproject(version);
    }
    const begun = this.watch();
    this.#expireLease();
    this.#ports.waitUntil(this.drain());
    const record = this.#ports.record();
    const lost = record && (await lossSeen(this.#ports.engine, record));
    if (lost) this.#ports.apply(lost);
    if (this.#serving && !begun) await this.#lookAfter();
    await this.#ports.projector.flush();
  }

  async leftoverFound(engine_generation: number): Promise<"destroyed" | "at_work" | "unknown"> {
    const record = this.#ports.record();
    if (!record) return "unknown";
    if (mayBeInEngine(record)) return "at_work";
    if (!this.#ports.journal.nextEffect()) this.#ports.apply({ type: "leftover_found", engine_generation });
    await this.drain();
    return this.#ports.journal.nextEffect() ? "at_work" : "destroyed";
  }

  async alarm(): Promise<void> {
    const due = this.#ports.deadlines.takeDue(this.#ports.now());
    const work: Promise<void>[] = [];
    for (const kind of due) {
      switch (kind) {
        case "effects":
          work.push(this.drain());
          break;
        case "projection":
          work.push(this.#ports.projector.flush());
          break;
        case "announcements":
          this.#ports.waitUntil(this.#ports.announcer.flush());
          break;
        case "lease":
          this.#expireLease();
          break;
        case "link":
          this.#ports.agentWatch.look();
          if (!this.watch() && this.#serving) work.push(this.#lookAfter());
          break;
        case "policy":
          work.push(this.#tickPolicy());
          break;
        case "save":
          work.push(this.#ports.clocks.tickSaves());
          break;
        case "thaw":
          this.#ports.waitUntil(this.#ports.thaw.look());
          break;
        case "viewers":
          work.push(this.#ports.pages.closeExpired());
          break;
        case "previews":
          work.push(this.#ports.previews.closeExpired());
          break;
        case "notices":
          // A mail server that is slow delays nothing else.
          this.#ports.waitUntil(this.#ports.clocks.notices.deliver());
          break;
      }
    }
    await Promise.all([...work, this.#ports.deadlines.arm()]);
  }

  /** Runs pending effects; the alarm comes back for them until none is left. */
  async drain(): Promise<void> {
    if (!this.#ports.journal.nextEffect()) return;
    await this.#ports.deadlines.set("effects", this.#ports.now() + REAPER_MS);
    await this.#ports.runner.run();
  }

  /** A lock whose holder is gone: with work pending it goes on, without it ends. */
  #expireLease(): void {
    const operation = this.#ports.record()?.operation;
    if (!operation || operation.expires_at > this.#ports.now() || this.#ports.runner.busy) return;
    if (this.#ports.journal.nextEffect()) this.#ports.waitUntil(this.drain());
    else this.#ports.apply({ type: "lease_expired", operation_id: operation.id });
  }

  /** Answers whether a watch began, which looks after the rest too. */
  watch(): boolean {
    const begun = this.#ports.agentWatch.follow(this.#ports.record());
    if (begun) this.#ports.waitUntil(this.#lookAfter());
    return begun;
  }

  /** What is due about a sandbox that serves: its policy and its saves now, and the next look. */
  async #lookAfter(): Promise<void> {
    await Promise.all([
      this.#ports.deadlines.set("link", this.#ports.now() + LINK_CHECK_MS),
      this.#tickPolicy(),
    ]);
    await this.#ports.clocks.tickSaves();
  }

  /** Looks at the policy; pages learn of another deadline. */
  async #tickPolicy(): Promise<void> {
    const changed = await this.#ports.clocks.tickPolicy();
    const record = this.#ports.record();
    if (changed && record) this.#ports.pages.changed(record);
    this.#ports.recordings.follow();
    this.#ports.waitUntil(this.#ports.recordings.look());
  }

  get #serving(): boolean {
    const record = this.#ports.record();
    return record !== null && isServing(record.state);
  }
}
