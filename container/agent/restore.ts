/**
 * Replaces the workspace's content by an archive's. It is unpacked beside, inside the workspace (which may be a
 * mount point, and only there a rename is atomic), and swapped in by renames once it has proved to be whole.
 * A swap that was interrupted is settled when the agent starts the next time.
 */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { RestoreResult } from "../../workers/engines/agent-api.ts";
import { type Exchange, sendJson } from "./exchange.ts";
import { lazyNode } from "./lazy-node.ts";
import { errno, fileRefusal, Refused } from "./refused.ts";
import { removeTree } from "./remove-tree.ts";
import { readTar, TarError } from "./tar-reader.ts";
import { Unpacker } from "./unpacker.ts";

/** Folders in the workspace that hold an unfinished restore; archives leave them out. */
export const STAGING_PREFIX = ".sandbar-restore-";

/** In the staging folder once the swap can only go forward. */
const MOVED_AWAY = "moved-away";

export class Restores {
  readonly #workspace: string;
  #running = false;

  constructor(workspace: string) {
    this.#workspace = workspace;
  }

  async receive(exchange: Exchange): Promise<void> {
    if (this.#running) {
      throw new Refused(409, "restore_running", "Another restore is running.", { retryable: true });
    }
    this.#running = true;
    const staging = join(this.#workspace, STAGING_PREFIX + lazyNode.crypto.randomBytes(6).toString("hex"));
    try {
      mkdirSync(join(staging, "new"), { recursive: true });
      mkdirSync(join(staging, "old"));
      const result = await unpack(exchange.request, join(staging, "new"));
      swap(this.#workspace, staging);
      await removeTree(staging);
      sendJson(exchange, 200, result);
    } catch (error) {
      await removeTree(staging);
      throw fileRefusal(error, this.#workspace);
    } finally {
      this.#running = false;
    }
  }
}

/**
 * Settles what a restore left that died in the middle of its swap: finished when all of the earlier content had
 * been moved away, undone otherwise. Call before anything else looks at the workspace.
 */
export async function settleInterruptedRestore(workspace: string): Promise<void> {
  for (const name of readdirSync(workspace)) {
    if (!name.startsWith(STAGING_PREFIX)) continue;
    const staging = join(workspace, name);
    const movedAway = existsSync(join(staging, MOVED_AWAY));
    const source = join(staging, movedAway ? "new" : "old");
    for (const child of namesIn(source)) moveChild(source, workspace, child);
    await removeTree(staging);
  }
}

async function unpack(body: AsyncIterable<Buffer>, directory: string): Promise<RestoreResult> {
  const { Readable } = await import("node:stream");
  let size_bytes = 0;
  const counted = async function* () {
    for await (const chunk of body) {
      size_bytes += chunk.byteLength;
      yield chunk;
    }
  };
  const gunzip = lazyNode.zlib.createGunzip({ chunkSize: 128 * 1024 });
  const source = Readable.from(counted(), { objectMode: false, highWaterMark: 256 * 1024 });
  source.on("error", (error) => gunzip.destroy(error));
  const unpacker = new Unpacker(directory);
  try {
    await readTar(source.pipe(gunzip), unpacker);
    unpacker.finish();
  } catch (error) {
    const code = errno(error);
    const broken =
      error instanceof TarError || code?.startsWith("Z_") || code === "ERR_STREAM_PREMATURE_CLOSE";
    if (broken) throw archiveCorrupt(error as Error);
    throw error;
  } finally {
    unpacker.abandon();
    source.destroy();
    gunzip.destroy();
  }
  return { file_count: unpacker.fileCount, size_bytes };
}

function archiveCorrupt(cause: Error): Refused {
  return new Refused(422, "archive_corrupt", `The archive is damaged: ${cause.message}.`, {
    next_step: "Choose another checkpoint. The workspace is as it was.",
  });
}

/** Moves the workspace's children to `old` and those of `new` into their place; when that fails, all goes back. */
function swap(workspace: string, staging: string): void {
  const [incoming, outgoing] = [join(staging, "new"), join(staging, "old")];
  const undo: (() => void)[] = [];
  const move = (from: string, to: string) => {
    for (const child of namesIn(from)) {
      if (child.toString("latin1").startsWith(STAGING_PREFIX)) continue;
      moveChild(from, to, child);
      undo.push(() => moveChild(to, from, child));
    }
  };
  try {
    move(workspace, outgoing);
    writeFileSync(join(staging, MOVED_AWAY), "");
    move(incoming, workspace);
  } catch (error) {
    rmSync(join(staging, MOVED_AWAY), { force: true });
    for (const back of undo.reverse()) back();
    throw error;
  }
}

/** Renames; a folder that its owner may not write can't change its parent, so it is opened for that moment. */
function moveChild(from: string, to: string, child: Buffer): void {
  const source = Buffer.concat([Buffer.from(`${from}/`), child]);
  const target = Buffer.concat([Buffer.from(`${to}/`), child]);
  try {
    renameSync(source, target);
  } catch (error) {
    if (errno(error) !== "EACCES") throw error;
    const { mode } = lstatSync(source);
    chmodSync(source, mode | 0o700);
    renameSync(source, target);
    chmodSync(target, mode & 0o7777);
  }
}

/** As bytes: a name need not be UTF-8. */
function namesIn(directory: string): Buffer[] {
  try {
    return readdirSync(directory, { encoding: "buffer" });
  } catch (error) {
    if (errno(error) === "ENOENT") return [];
    throw error;
  }
}
