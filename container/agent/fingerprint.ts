/**
 * Whether the workspace may have changed: a hash over what an archive would hold of it, read from its inodes. Contents
 * are not read: whatever changes a file changes its ctime, which programs can't set. (A shared memory map may write
 * some seconds before its file's times follow; the save before a teardown looks at no fingerprint.)
 */
import { type BigIntStats, lstatSync, readdirSync, readlinkSync } from "node:fs";
import { setTimeout as sleep, setImmediate as yieldToOthers } from "node:timers/promises";
import type { WorkspaceFingerprint } from "../../workers/engines/agent-api.ts";
import { archived } from "./archive.ts";
import { lazyNode } from "./lazy-node.ts";
import { errno } from "./refused.ts";

/** Longest turn before terminals and everybody else get theirs, ms. */
const TURN_MS = 5;
/** Two changes within one tick of the kernel's clock may leave the same ctime, ms. */
const TICK_MS = 20;
/** How often the walk waits for a tick to pass, before it calls the workspace changing. */
const MAX_WAITS = 20;
const BATCH_CHARACTERS = 64 * 1024;

/** Undefined when the reader went away meanwhile. */
export async function fingerprint(
  workspace: string,
  reader: { readonly destroyed: boolean },
): Promise<WorkspaceFingerprint | undefined> {
  const walk = new Walk(reader);
  // Bytes as latin1, so that no name is lost and text compares as its bytes do.
  await walk.folder(Buffer.from(workspace).toString("latin1"), "");
  return reader.destroyed ? undefined : walk.result();
}

class Walk {
  readonly #reader: { readonly destroyed: boolean };
  readonly #digest = lazyNode.crypto.createHash("sha256");
  readonly #linked = new Set<string>();
  #batch = "";
  #turnEnds = performance.now() + TURN_MS;
  #waits = 0;
  #file_count = 0;
  #size_bytes = 0;

  constructor(reader: { readonly destroyed: boolean }) {
    this.#reader = reader;
  }

  result(): WorkspaceFingerprint {
    const fingerprint = this.#digest.update(this.#batch, "latin1").digest("hex");
    return { fingerprint, file_count: this.#file_count, size_bytes: this.#size_bytes };
  }

  /** @param prefix of names below the workspace: empty, or a path that ends in "/" */
  async folder(path: string, prefix: string): Promise<void> {
    const names = attempt(() => readdirSync(bytes(path), { encoding: "latin1" }).sort());
    if (names === undefined) return;
    // A save will fail at this and say so; until then it counts as it is.
    if (typeof names === "string") return this.#add(prefix, names);
    for (const name of names) {
      if (this.#reader.destroyed) return;
      if (!archived(name, prefix === "")) continue;
      await this.#entry(`${path}/${name}`, prefix + name);
      if (performance.now() > this.#turnEnds) await this.#rest();
    }
  }

  async #entry(path: string, name: string): Promise<void> {
    const stats = await this.#settled(path);
    if (stats === undefined) return;
    if (typeof stats === "string") return this.#add(name, stats);
    const { mode, size, mtimeNs, ctimeNs, ino } = stats;
    if (stats.isDirectory()) {
      this.#add(name, `${mode} ${mtimeNs} ${ctimeNs} ${ino}`);
      await this.folder(path, `${name}/`);
    } else if (stats.isSymbolicLink()) {
      const target = attempt(() => readlinkSync(bytes(path), { encoding: "latin1" }));
      if (target !== undefined) this.#add(name, `${mode} ${size} ${mtimeNs} ${ctimeNs} ${ino}`, target);
    } else if (stats.isFile()) {
      this.#add(name, `${mode} ${size} ${mtimeNs} ${ctimeNs} ${ino}`);
      this.#count(stats);
    }
  }

  /** What it is once nothing may still change it under the same ctime. */
  async #settled(path: string): Promise<BigIntStats | string | undefined> {
    for (;;) {
      const stats = attempt(() => lstatSync(bytes(path), { bigint: true }));
      if (stats === undefined || typeof stats === "string") return stats;
      const age = Date.now() - Number(stats.ctimeNs / 1_000_000n);
      if (age < 0 || age >= TICK_MS) return stats;
      if (this.#waits++ >= MAX_WAITS) {
        // Never equal to another walk's: what is written at this very moment counts as changed.
        this.#add("", lazyNode.crypto.randomUUID());
        return stats;
      }
      await sleep(TICK_MS);
      this.#turnEnds = performance.now() + TURN_MS;
    }
  }

  /** NUL is in no name and no link, so that no two workspaces read the same. */
  #add(name: string, facts: string, target = ""): void {
    this.#batch += `${name}\0${facts}\0${target}\0`;
    if (this.#batch.length < BATCH_CHARACTERS) return;
    this.#digest.update(this.#batch, "latin1");
    this.#batch = "";
  }

  /** A file with several names is in an archive once. */
  #count({ nlink, dev, ino, size }: BigIntStats): void {
    if (nlink > 1n) {
      const key = `${dev}:${ino}`;
      if (this.#linked.has(key)) return;
      this.#linked.add(key);
    }
    this.#file_count++;
    this.#size_bytes += Number(size);
  }

  async #rest(): Promise<void> {
    await yieldToOthers();
    this.#turnEnds = performance.now() + TURN_MS;
  }
}

function bytes(path: string): Buffer {
  return Buffer.from(path, "latin1");
}

/** Undefined when it is gone since it was listed; the error's code when it can't be read. */
function attempt<T>(action: () => T): T | string | undefined {
  try {
    return action();
  } catch (error) {
    const code = errno(error);
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EINVAL") return undefined;
    if (code === undefined) throw error;
    return code;
  }
}
