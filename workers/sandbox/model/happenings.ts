import type { SandboxRecord } from "../../domain/sandbox.ts";
import type { Happening } from "./moves.ts";
import type { Watcher } from "./watcher.ts";
import type { World } from "./world.ts";

/** Work in sandboxes, decisions of admins, and every kind of bad luck. */
export class Happenings {
  readonly #world: World;
  readonly #watcher: Watcher;
  #content = 0;

  constructor(world: World, watcher: Watcher) {
    this.#world = world;
    this.#watcher = watcher;
  }

  happen(id: string, happening: Happening): void {
    const { engine, simulation, bucket } = this.#world;
    const agent = engine.jails.get(id)?.agent;
    switch (happening.do) {
      case "write":
        this.#write(id, happening.path, happening.touches);
        break;
      case "policy":
        this.#world.changePolicy(happening.patch);
        break;
      case "crash":
        this.#world.host(id).kill();
        break;
      case "crashes": {
        const victims = [this.#world.host("s1"), this.#world.host("s2")];
        simulation.disturbance = {
          rate: happening.rate,
          happen: () => simulation.random.pick(victims).kill(),
        };
        break;
      }
      case "ring":
        if (this.#watcher.account(id).record) this.#world.host(id).ring();
        break;
      case "repeat_result":
        this.#repeat(id);
        break;
      case "agent_dies":
        engine.killAgent(id);
        break;
      case "engine_dies":
        engine.goDown();
        break;
      case "engine_returns":
        engine.down = false;
        break;
      case "task_ends":
        this.#endTask(id);
        break;
      case "completes_inside":
        agent?.complete(0);
        break;
      case "somebody_attaches":
        if (agent) agent.terminals = 1 - agent.terminals;
        break;
      case "faults":
        simulation.faults = { ...simulation.faults, [happening.part]: happening.rate };
        break;
      case "storage_alters":
        bucket.alters = happening.rate;
        break;
      case "calm":
        this.calm();
        break;
    }
  }

  calm(): void {
    this.#world.simulation.faults = {};
    this.#world.simulation.disturbance = null;
    this.#world.bucket.alters = 0;
    this.#world.engine.down = false;
  }

  /** A program in the sandbox writes; it does not ask whether anybody is watching, nor what the record says. */
  #write(id: string, path: string, touches: boolean): void {
    const { record, work } = this.#watcher.account(id);
    const jail = this.#world.engine.jails.get(id);
    if (!jail?.agent || jail.generation !== record?.generation) return;
    if (jail.agent.frozen || !mayHoldWork(record)) return;
    jail.files.set(path, ++this.#content);
    work.set(path, this.#content);
    if (touches) jail.agent.touch("files");
  }

  #endTask(id: string): void {
    const jail = this.#world.engine.jails.get(id);
    if (!jail?.agent?.task) return;
    this.#watcher.account(id).ended.add(jail.generation);
    jail.agent.task.end(0);
  }

  /** A result that came in before comes again: twice, late, or after others. */
  #repeat(id: string): void {
    const reports = this.#world.reports.get(id);
    if (!reports || !this.#watcher.account(id).record) return;
    const report = this.#world.simulation.random.pick(reports);
    this.#world.host(id).within(({ sandbox }) => void sandbox?.apply(report));
  }
}

/** Whether people may have something in it; not while it is launched, nor in what is left of a launch. */
function mayHoldWork({ state, plan, container }: SandboxRecord): boolean {
  switch (state) {
    case "running":
    case "completed":
    case "saving":
      return true;
    case "tearing_down":
      return plan?.kind === "teardown" && plan.checkpoint_id !== null;
    case "error":
      return container === "present";
    case "new":
    case "provisioning":
    case "destroyed":
      return false;
  }
}
