import { ok } from "../../domain/refusal.ts";
import { reconcile } from "../../services/reconciliation/reconcile.ts";
import { Happenings } from "./happenings.ts";
import type { Move } from "./moves.ts";
import type { Watcher } from "./watcher.ts";
import { Wishes } from "./wishes.ts";
import type { World } from "./world.ts";

/** Stops that a passing of time makes before it jumps to its end. */
const STOPS = 8;

/** Plays moves on a world. What is wished for is on its way when `play` returns; its answer comes with the steps. */
export class Player {
  readonly happenings: Happenings;
  readonly wishes: Wishes;
  readonly #world: World;
  readonly #watcher: Watcher;

  constructor(world: World, watcher: Watcher) {
    this.#world = world;
    this.#watcher = watcher;
    this.happenings = new Happenings(world, watcher);
    this.wishes = new Wishes(world, watcher);
  }

  async play(move: Move): Promise<void> {
    const { simulation } = this.#world;
    // Whatever the last step set going runs until it waits: nothing cuts a turn in two.
    await simulation.settle();
    simulation.random.reseed(move.key);
    await this.#begin(move);
    if (move.steps === null) return simulation.rest();
    for (let steps = 0; steps < move.steps && (await simulation.step()); steps++);
  }

  /** What the cron does each minute; a run that fails is repeated by the next one. */
  cron(): void {
    const { services, engine, simulation } = this.#world;
    reconcile(services, ok(engine.port(null)), simulation.now).catch(() => undefined);
    for (const { id, record } of this.#watcher.accounts.values()) {
      if (record?.state === "destroyed") this.wishes.call(id, async (api) => ok(await api.lookAtArchive()));
    }
  }

  async #begin(move: Move): Promise<void> {
    switch (move.do) {
      case "pass":
        await this.#world.simulation.pass(move.seconds * 1000, STOPS);
        break;
      case "cron":
        this.cron();
        break;
      case "launch":
      case "fork":
      case "resume":
      case "save":
      case "export":
      case "teardown":
      case "undo_teardown":
      case "complete":
      case "heartbeat":
      case "keep_alive":
      case "change_idle_timeout":
      case "change_owner":
      case "change_visibility":
      case "delete_checkpoint":
      case "delete_export":
      case "purge":
        this.wishes.ask(move.sandbox, move);
        break;
      default:
        this.happenings.happen(move.sandbox, move);
    }
  }
}
