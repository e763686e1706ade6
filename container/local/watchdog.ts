/**
 * Looks after what the kernel does not do for us here: notices dead agents, and where there are no cgroups
 * or disk images bounds memory and disk by looking. It never ends a sandbox for being idle.
 */
import { execFile } from "node:child_process";
import { readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { folderPath } from "./disk.ts";
import type { HostState } from "./host-state.ts";
import { isAlive, killPid } from "./process-table.ts";
import type { SandboxRecord } from "./record.ts";
import type { RecordStore } from "./record-store.ts";
import { processesOf } from "./removal.ts";
import type { SandboxFolders } from "./sandbox-folders.ts";
import type { Sandboxes } from "./sandboxes.ts";

const run = promisify(execFile);

const TICK_MS = 1000;
const DISK_EVERY_TICKS = 15;
const AGENT_LOG_BYTES = 1 << 20;
const PAGE_BYTES = 4096;

export class Watchdog {
  readonly #sandboxes: Sandboxes;
  readonly #store: RecordStore;
  readonly #folders: SandboxFolders;
  readonly #host: HostState;
  readonly #log: (line: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #ticks = 0;

  constructor(
    sandboxes: Sandboxes,
    store: RecordStore,
    folders: SandboxFolders,
    host: HostState,
    log: (line: string) => void,
  ) {
    this.#sandboxes = sandboxes;
    this.#store = store;
    this.#folders = folders;
    this.#host = host;
    this.#log = log;
  }

  run(): void {
    this.#timer = setTimeout(() => {
      this.#tick()
        .catch((error: unknown) => this.#log(`watchdog: ${String(error)}`))
        .finally(() => {
          if (this.#timer !== undefined) this.run();
        });
    }, TICK_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #tick(): Promise<void> {
    this.#ticks += 1;
    await this.#sandboxes.settleDead();
    const running = this.#store
      .all()
      .filter((record) => record.phase === "running" && isAlive(record.monitor));
    if (!this.#host.limits.memory) for (const record of running) this.#boundMemory(record);
    if (this.#ticks % DISK_EVERY_TICKS !== 0) return;
    for (const record of running) {
      boundFile(join(this.#folders.of(record.id), "agent.log"), AGENT_LOG_BYTES);
      if (record.disk === "folder") await this.#boundDisk(record);
    }
  }

  /** Kills the largest process of a sandbox that uses more than it may, as the kernel would. */
  #boundMemory(record: SandboxRecord): void {
    const spared = new Set([record.monitor?.pid, record.init?.pid]);
    const sizes = processesOf(record, this.#folders.of(record.id))
      .map((pid) => ({ pid, bytes: residentBytes(pid) }))
      .sort((a, b) => b.bytes - a.bytes);
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    const largest = sizes.find(({ pid }) => !spared.has(pid));
    if (total <= record.spec.limits.memory_bytes || largest === undefined) return;
    this.#log(`${record.id}: ${total} bytes of memory in use, killing its largest process`);
    killPid(largest.pid);
  }

  async #boundDisk(record: SandboxRecord): Promise<void> {
    const folder = folderPath(this.#folders.of(record.id));
    // du's exit code speaks of entries that vanished while it looked; its sum still counts.
    const { stdout } = await run("du", ["-sxk", folder]).catch((error: { stdout?: string }) => ({
      stdout: error.stdout ?? "",
    }));
    const used = Number.parseInt(stdout, 10) * 1024;
    if (Number.isNaN(used) || used <= record.spec.limits.disk_bytes) return;
    await this.#sandboxes.stopNow(record.id, record.generation, `${used} bytes of disk in use`);
  }
}

/** Memory of its own plus what it shares with files, without what libraries share: close to what it costs. */
function residentBytes(pid: number): number {
  try {
    const [, resident = "0", shared = "0"] = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ");
    return (Number(resident) - Number(shared)) * PAGE_BYTES;
  } catch {
    return 0; // gone
  }
}

function boundFile(path: string, bytes: number): void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > bytes) truncateSync(path);
}
