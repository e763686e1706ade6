import { DrizzleQueryError } from "drizzle-orm";
import { database } from "../../data/database.ts";
import { insertSandbox } from "../../data/sandboxes.ts";
import type { Result } from "../../domain/refusal.ts";
import { newRecord } from "../../domain/sandbox/new-record.ts";
import type { Actor, Fork } from "../../domain/sandbox.ts";
import type { LaunchSpec, SandboxApi } from "../contract.ts";
import type { Wish } from "./moves.ts";
import type { Watcher } from "./watcher.ts";
import { ObjectReset } from "./workerd/host.ts";
import type { World } from "./world.ts";

const ANNA: Actor = { kind: "user", id: "user-1", label: "Anna" };
const LIMITS = { cpus: 1, memory_bytes: 1, disk_bytes: 1, pids: 1 };

type Launch = Pick<LaunchSpec, "operation_id" | "actor" | "command" | "fork">;

/** Asks sandboxes' objects for what people wish, as services do, and notes what they accepted. */
export class Wishes {
  readonly #world: World;
  readonly #watcher: Watcher;
  #operations = 0;

  constructor(world: World, watcher: Watcher) {
    this.#world = world;
    this.#watcher = watcher;
  }

  ask(id: string, wish: Wish): void {
    const asked = { operation_id: `op_${++this.#operations}`, actor: ANNA };
    switch (wish.do) {
      case "launch":
        this.#launch(id, { ...asked, command: wish.command ? "make" : null });
        break;
      case "fork":
        this.#fork({ ...asked, command: null });
        break;
      case "delete_checkpoint":
        this.#delete(id, "checkpoints", (api, checkpoint_id) =>
          api.deleteCheckpoint({ actor: ANNA, checkpoint_id }),
        );
        break;
      case "delete_export":
        this.#delete(id, "exports", (api, export_id) => api.deleteExport({ actor: ANNA, export_id }));
        break;
      case "resume": {
        const older = wish.older ? this.#some(id, "checkpoints") : undefined;
        this.call(id, (api) => api.resume(older ? { ...asked, checkpoint_id: older } : asked));
        break;
      }
      case "change_idle_timeout":
        this.#world.policy_changed_at = this.#world.simulation.now;
        this.call(id, (api) => api.changeIdleTimeout({ actor: ANNA, minutes: wish.minutes }));
        break;
      default:
        this.call(id, (api) => plainly(api, wish, asked));
    }
  }

  /** Sometimes twice, as by a client that did not hear the first answer. */
  call(id: string, call: (api: SandboxApi) => Promise<Result<unknown>>): void {
    const host = this.#world.host(id);
    const { accepted } = this.#watcher.account(id);
    const times = this.#world.simulation.random.chance(0.1) ? 2 : 1;
    for (let time = 0; time < times; time++) {
      host.call(call).then(
        (answer) => {
          const { operation_id } = (answer.ok ? answer.value : {}) as { operation_id?: string };
          if (operation_id) accepted.add(operation_id);
        },
        (error) => {
          // An index that fails is a 500 to whoever asked, and nothing was decided.
          if (error instanceof ObjectReset || error instanceof DrizzleQueryError) return;
          this.#world.complaints.bugs.push(`a call failed: ${error instanceof Error ? error.stack : error}`);
        },
      );
    }
  }

  /**
   * The row first, then the object. A launch has a new id: here, where ids are few, none is launched that a purge may be
   * about to end.
   */
  #launch(id: string, asked: Launch): void {
    const { purged, record } = this.#watcher.account(id);
    if (purged || record?.state === "destroyed") return;
    const { index, simulation, services, policy } = this.#world;
    const { team_id, user_id } = index.team;
    const owner = { user_id, name: "Anna" };
    const origin = { repository: null, ref: null, template: null, profile: "small" };
    const identity = { id, team_id, owner, name: id, ...origin, created_at: simulation.now };
    const facts = { limits: LIMITS, image: "default", idle_timeout_minutes: null, command: asked.command };
    const spec: LaunchSpec = { ...asked, ...facts, identity, env: {}, local_repository: null };
    insertSandbox(database(services.DB), newRecord({ ...identity, ...facts }), policy).then(
      (outcome) => {
        if (outcome === "inserted") this.call(id, (api) => api.launch(spec));
      },
      () => undefined,
    );
  }

  #fork(asked: Launch): void {
    const checkpoint = [...this.#watcher.account("s1").checkpoints.values()].at(-1);
    if (!checkpoint || this.#watcher.account("s2").record) return;
    const fork: Fork = { sandbox_name: "s1", checkpoint, base_commit: null };
    this.#launch("s2", { ...asked, fork });
  }

  #delete(
    id: string,
    what: "checkpoints" | "exports",
    call: (api: SandboxApi, item: string) => Promise<Result<unknown>>,
  ): void {
    const item = this.#some(id, what);
    if (item) this.call(id, (api) => call(api, item));
  }

  #some(id: string, what: "checkpoints" | "exports"): string | undefined {
    if (!this.#watcher.account(id).record) return undefined;
    const rows = this.#world.host(id).sql.rows(`SELECT id FROM ${what} ORDER BY id`);
    return rows.length === 0 ? undefined : String(this.#world.simulation.random.pick(rows).id);
  }
}

type Plain = Exclude<
  Wish,
  { do: "launch" | "fork" | "resume" | "delete_checkpoint" | "delete_export" | "change_idle_timeout" }
>;

function plainly(
  api: SandboxApi,
  wish: Plain,
  asked: { operation_id: string; actor: Actor },
): Promise<Result<unknown>> {
  switch (wish.do) {
    case "save":
      return api.save(asked);
    case "export":
      return api.export({ ...asked, kind: "archive", source: wish.source });
    case "teardown":
      return api.teardown({ ...asked, force: wish.force, discard: wish.discard });
    case "undo_teardown":
      return api.undoTeardown(ANNA);
    case "purge":
      return api.purge(asked);
    case "complete":
      return api.complete({ actor: ANNA, exit_code: 0 });
    case "heartbeat":
      return api.heartbeat(ANNA);
    case "change_owner":
      return api.changeOwner({ actor: ANNA, from: wish.from, to: { user_id: wish.to, name: wish.to } });
    case "change_visibility":
      return api.changeVisibility({ actor: ANNA, visibility: wish.visibility });
    case "keep_alive":
      return api.keepAlive({ actor: ANNA, minutes: wish.minutes });
  }
}
