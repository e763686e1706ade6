import type { PolicySettings } from "../../domain/policy/policy-settings.ts";
import type { Result } from "../../domain/refusal.ts";
import type { Actor, SandboxRecord } from "../../domain/sandbox.ts";
import type { SandboxApi } from "../contract.ts";
import { Player } from "./player.ts";
import { Watcher } from "./watcher.ts";
import type { Host } from "./workerd/host.ts";
import { World } from "./world.ts";

const ID = "s1";
export const ANNA: Actor = { kind: "user", id: "user-1", label: "Anna" };

/** One sandbox that runs in a world where nothing fails and no step takes time; rules are watched all along. */
export class Stage {
  readonly world = new World();
  readonly watcher = new Watcher(this.world);
  readonly player = new Player(this.world, this.watcher);
  readonly #close: () => void;

  /** Periodic saves are off unless `policy` says otherwise: they are no part of what ends a sandbox. */
  static async open(policy: Partial<PolicySettings> = {}): Promise<Stage> {
    const stage = new Stage();
    stage.world.changePolicy({ checkpoint_interval_minutes: 0, ...policy });
    stage.player.wishes.ask(ID, { do: "launch", command: false });
    await stage.rest();
    return stage;
  }

  private constructor() {
    this.#close = this.world.open(1);
  }

  close(): void {
    this.host.kill();
    this.#close();
    if (this.watcher.violation) throw new Error(this.watcher.violation);
  }

  get host(): Host {
    return this.world.host(ID);
  }

  get record(): SandboxRecord {
    const { record } = this.watcher.account(ID);
    if (!record) throw new Error("there is no such sandbox any more");
    return record;
  }

  get gone(): boolean {
    return this.watcher.account(ID).purged;
  }

  get agent() {
    return this.world.engine.jails.get(ID)?.agent ?? null;
  }

  rest(): Promise<void> {
    return this.world.simulation.rest();
  }

  /** Time goes by until then, epoch ms, with every alarm on its way. */
  async until(at: number): Promise<void> {
    await this.world.simulation.pass(at - this.world.simulation.now);
  }

  /** A command, to the end of all that it sets going. */
  async ask<T>(call: (api: SandboxApi) => Promise<Result<T>>): Promise<Result<T>> {
    const answer = this.host.call(call);
    await this.rest();
    return answer;
  }

  async cron(): Promise<void> {
    this.player.cron();
    await this.rest();
  }
}
