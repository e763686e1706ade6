/** The local engine: starts, finds again, ends and forgets jails. HTTP is server.ts. */
import { readdir } from "node:fs/promises";
import type { EngineSandbox, SandboxId, Started } from "../../workers/engines/engine.ts";
import type { EgressGates } from "./egress-gates.ts";
import type { HostState } from "./host-state.ts";
import { KeyedQueue } from "./keyed-queue.ts";
import { isAlive } from "./process-table.ts";
import type { SandboxRecord } from "./record.ts";
import type { RecordStore } from "./record-store.ts";
import { generationMismatch, sandboxStopped } from "./refusals.ts";
import { endProcesses, removeFolder } from "./removal.ts";
import type { SandboxFolders } from "./sandbox-folders.ts";
import type { StartRequest } from "./start-request.ts";
import type { Starter } from "./starter.ts";

export interface SandboxesOptions {
  readonly store: RecordStore;
  readonly folders: SandboxFolders;
  readonly gates: EgressGates;
  readonly starter: Starter;
  readonly host: HostState;
  readonly log: (line: string) => void;
}

export type Status = { readonly state: "running" | "stopped" | "absent"; readonly generation?: number };

export class Sandboxes {
  readonly #options: SandboxesOptions;
  readonly #queue = new KeyedQueue();

  constructor(options: SandboxesOptions) {
    this.#options = options;
  }

  /** After a restart: finds what runs, finishes what was being removed, undoes what was being started. */
  async converge(): Promise<void> {
    const { store, folders, log } = this.#options;
    const settle = store
      .all()
      .map(({ id }) =>
        this.#queue.run(id, () => this.#settle(id)).catch((error: unknown) => log(`${id}: ${String(error)}`)),
      );
    await Promise.all(settle);
    for (const name of await readdir(folders.root)) {
      // Never made by us without a record: somebody's work, perhaps, and not ours to remove.
      if (store.get(name) === undefined) log(`${folders.of(name)} belongs to no sandbox and is left alone`);
    }
  }

  start(id: SandboxId, request: StartRequest): Promise<Started> {
    return this.#queue.run(id, async () => {
      const { store, host, starter } = this.#options;
      const current = await this.#settle(id);
      if (current !== undefined && request.generation <= current.generation) {
        if (request.generation < current.generation) {
          throw generationMismatch(request.generation, current.generation);
        }
        if (current.phase === "running") return { workspace: current.workspace };
        throw sandboxStopped(current.generation);
      }
      await host.mustBeUsable();
      if (current?.phase === "running") await this.#stop(current);
      if (current !== undefined && request.spec.workspace === "fresh") await this.#remove(current);
      try {
        return await starter.start(id, request, store.get(id));
      } catch (error) {
        await this.#undo(id);
        throw error;
      }
    });
  }

  /** Asks the kernel, never only the record. */
  status(id: SandboxId): Status {
    const record = this.#options.store.get(id);
    if (record === undefined) return { state: "absent" };
    return { state: stateOf(record), generation: record.generation };
  }

  list(): EngineSandbox[] {
    return this.#options.store.all().map((record) => ({
      id: record.id,
      generation: record.generation,
      state: stateOf(record),
      started_at: record.started_at,
    }));
  }

  destroy(id: SandboxId): Promise<void> {
    return this.#queue.run(id, async () => {
      const record = this.#options.store.get(id);
      if (record !== undefined) await this.#remove(record);
    });
  }

  /** Notices agents that have died: ends what they left running. Called by the watchdog. */
  async settleDead(): Promise<void> {
    const dead = this.#options.store
      .all()
      .filter((record) => record.phase === "running" && !isAlive(record.monitor));
    await Promise.all(dead.map(({ id }) => this.#queue.run(id, () => this.#settle(id))));
  }

  /** Stops a running sandbox whose limit can't be enforced in a milder way. */
  stopNow(id: SandboxId, generation: number, why: string): Promise<void> {
    return this.#queue.run(id, async () => {
      const record = this.#options.store.get(id);
      if (record?.phase !== "running" || record.generation !== generation) return;
      this.#options.log(`${id}: stopped: ${why}`);
      await this.#stop(record);
    });
  }

  /** Brings one record to a phase at rest (`running`, `stopped` or gone), whatever was found. */
  async #settle(id: SandboxId): Promise<SandboxRecord | undefined> {
    const { store, gates, folders } = this.#options;
    const record = store.get(id);
    if (record === undefined) return undefined;
    if (record.phase === "destroying") await this.#remove(record);
    if (record.phase === "starting") await this.#undo(id);
    if (record.phase === "running") {
      if (!isAlive(record.monitor)) await this.#stop(record);
      else if (!gates.isOpen(id, record.spec.egress)) {
        await gates.open(id, record.spec.egress, folders.of(id), folders.short(id));
      }
    }
    return store.get(id);
  }

  /** A start that did not end well leaves what was there before it: a stopped workspace, or nothing. */
  async #undo(id: SandboxId): Promise<void> {
    const record = this.#options.store.get(id);
    if (record?.phase !== "starting") return;
    if (record.kept_generation === null) await this.#remove(record);
    else await this.#stop({ ...record, generation: record.kept_generation });
  }

  async #stop(record: SandboxRecord): Promise<void> {
    const { store, gates, folders } = this.#options;
    await gates.close(record.id);
    await endProcesses(record, folders.of(record.id));
    await store.put({ ...record, phase: "stopped", monitor: null, init: null });
  }

  /** The record goes last: until then a crash finds `destroying` and goes on. */
  async #remove(record: SandboxRecord): Promise<void> {
    const { store, gates, folders } = this.#options;
    await store.put({ ...record, phase: "destroying" });
    await gates.close(record.id);
    await endProcesses(record, folders.of(record.id));
    await removeFolder(folders.of(record.id));
    store.remove(record.id);
  }
}

function stateOf(record: SandboxRecord): "running" | "stopped" {
  if (record.phase === "starting") return "running"; // it may have processes
  return record.phase === "running" && isAlive(record.monitor) ? "running" : "stopped";
}
