/**
 * The workspace as a tar.gz stream. A file that vanishes while it is archived is left out, one that can't be read
 * fails the archive by name, one that shrinks meanwhile is filled with zeros (as tar does). Sockets, FIFOs and
 * devices are left out, as are the agent's own unfinished files. Times are kept to the
 * millisecond; owners and extended attributes are not kept.
 */
import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  read,
  readdirSync,
  readlinkSync,
  readSync,
} from "node:fs";
import type { Writable } from "node:stream";
import { promisify } from "node:util";
import type { ArchiveResult } from "../../workers/engines/agent-api.ts";
import { type Exchange, sendJson } from "./exchange.ts";
import { agentId } from "./fields.ts";
import { TEMPORARY_PREFIX } from "./files.ts";
import type { GitReader } from "./git.ts";
import { lazyNode } from "./lazy-node.ts";
import type { Paths } from "./paths.ts";
import { errno, Refused } from "./refused.ts";
import { STAGING_PREFIX } from "./restore.ts";
import { BLOCK, encodeTarHeader, padding, type TarEntry } from "./tar-header.ts";

const readAsync = promisify(read);
const BATCH_BYTES = 256 * 1024;
const MAX_RESULTS = 32;

type Outcome = { readonly result: ArchiveResult } | { readonly problem: string };

export class Archives {
  readonly #paths: Paths;
  readonly #git: GitReader;
  readonly #outcomes = new Map<string, Outcome>();

  constructor(paths: Paths, git: GitReader) {
    this.#paths = paths;
    this.#git = git;
  }

  async send(exchange: Exchange): Promise<void> {
    const { query, response } = exchange;
    const archiveId = agentId(query.get("archive_id"), "archive_id");
    const root = this.#paths.followed(query.get("root") ?? ".");
    const { commit } = await this.#git.facts();
    this.#remember(archiveId, { problem: "The archive was not sent to its end." });
    const gzip = lazyNode.zlib.createGzip({ level: 1, chunkSize: BATCH_BYTES });
    const digest = lazyNode.crypto.createHash("sha256");
    let size_bytes = 0;
    const measure = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        digest.update(chunk);
        size_bytes += chunk.byteLength;
        yield chunk;
      }
    };
    response.writeHead(200, { "content-type": "application/gzip" });
    const sent = lazyNode.streams.pipeline(gzip, measure, response);
    const writer = new TarWriter(gzip);
    try {
      await Promise.race([writer.writeFolder(Buffer.from(root)), sent]); // a reader that leaves ends the walk
      await sent;
    } catch (error) {
      gzip.destroy();
      response.destroy(); // an archive that is not whole must not look as if it were
      await sent.catch(() => undefined); // the same failure from the other side
      if (!(error instanceof Refused)) throw error;
      this.#remember(archiveId, { problem: error.message });
      return;
    }
    const content_sha256 = digest.digest("hex");
    this.#remember(archiveId, {
      result: { size_bytes, content_sha256, file_count: writer.fileCount, commit },
    });
  }

  sendResult(exchange: Exchange, archiveId: string): void {
    const outcome = this.#outcomes.get(archiveId);
    if (outcome === undefined || "problem" in outcome) {
      const message = outcome?.problem ?? `There is no archive ${archiveId}.`;
      throw new Refused(404, "archive_incomplete", message, { retryable: true });
    }
    sendJson(exchange, 200, outcome.result);
  }

  #remember(archiveId: string, outcome: Outcome): void {
    this.#outcomes.delete(archiveId);
    this.#outcomes.set(archiveId, outcome);
    for (const oldest of this.#outcomes.keys()) {
      if (this.#outcomes.size <= MAX_RESULTS) return;
      this.#outcomes.delete(oldest);
    }
  }
}

/** False for the agent's own unfinished files. */
export function archived(name: string, top: boolean): boolean {
  return !name.startsWith(TEMPORARY_PREFIX) && !(top && name.startsWith(STAGING_PREFIX));
}

/** Walks a folder and writes it as tar, in batches, no faster than they are taken. */
class TarWriter {
  readonly #output: Writable;
  #batch: Buffer[] = [];
  #batchBytes = 0;
  /** Where the first name of each file with several names is in the archive, by device and inode. */
  readonly #firstNames = new Map<string, Buffer>();
  fileCount = 0;
  #stopped = false;
  #wake: () => void = () => undefined;

  constructor(output: Writable) {
    this.#output = output;
    output.on("drain", () => this.#wake());
    output.on("close", () => {
      this.#stopped = true;
      this.#wake();
    });
  }

  async writeFolder(root: Buffer): Promise<void> {
    await this.#children(root, undefined);
    await this.#add(Buffer.alloc(2 * BLOCK));
    await this.#flush();
    this.#output.end();
  }

  async #children(directory: Buffer, name: Buffer | undefined): Promise<void> {
    const children = unlessVanished(directory, () => readdirSync(directory, { encoding: "buffer" }));
    for (const child of (children ?? []).sort(Buffer.compare)) {
      if (!archived(child.toString("latin1"), name === undefined)) continue;
      await this.#entry(join(directory, child), name === undefined ? child : join(name, child));
    }
  }

  async #entry(path: Buffer, name: Buffer): Promise<void> {
    if (this.#stopped) throw new Refused(499, "archive_incomplete", "The reader went away.");
    const stats = unlessVanished(path, () => lstatSync(path, { bigint: true }));
    if (stats === undefined) return;
    const facts = {
      name,
      mode: Number(stats.mode & 0o7777n),
      mtimeNs: toMilliseconds(stats.mtimeNs),
      size: 0,
    };
    if (stats.isDirectory()) {
      await this.#add(encodeTarHeader({ ...facts, type: "directory" }));
      await this.#children(path, name);
    } else if (stats.isSymbolicLink()) {
      const target = unlessVanished(path, () => readlinkSync(path, { encoding: "buffer" }));
      if (target) await this.#add(encodeTarHeader({ ...facts, type: "symlink", target }));
    } else if (stats.isFile()) await this.#file(path, { ...facts, type: "file" }, stats);
  }

  async #file(path: Buffer, entry: TarEntry, stats: BigIntStats): Promise<void> {
    const key = `${stats.dev}:${stats.ino}`;
    const target = stats.nlink > 1n ? this.#firstNames.get(key) : undefined;
    if (target) {
      await this.#add(encodeTarHeader({ ...entry, type: "link", target }));
      return;
    }
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
    const file = unlessVanished(path, () => openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
    if (file === undefined) return;
    try {
      const opened = fstatSync(file);
      if (!opened.isFile()) return; // replaced by something else since
      if (stats.nlink > 1n) this.#firstNames.set(key, entry.name);
      await this.#add(encodeTarHeader({ ...entry, size: opened.size }));
      await this.#content(file, opened.size, path);
      this.fileCount++;
    } finally {
      closeSync(file);
    }
  }

  async #content(file: number, size: number, path: Buffer): Promise<void> {
    for (let left = size; left > 0; ) {
      const buffer = Buffer.allocUnsafe(Math.min(left, BATCH_BYTES));
      // Small files in one call; a large one must not hold up everything else.
      const wanted = { position: null, length: buffer.byteLength };
      let bytesRead: number;
      try {
        bytesRead =
          size <= BATCH_BYTES
            ? readSync(file, buffer, wanted)
            : (await readAsync(file, buffer, 0, wanted.length, null)).bytesRead;
      } catch (error) {
        throw unreadable(path, error);
      }
      if (bytesRead === 0) buffer.fill(0);
      const piece = bytesRead === 0 ? buffer : buffer.subarray(0, bytesRead);
      left -= piece.byteLength;
      await this.#add(piece);
    }
    await this.#add(padding(size));
  }

  async #add(bytes: Buffer): Promise<void> {
    this.#batch.push(bytes);
    this.#batchBytes += bytes.byteLength;
    if (this.#batchBytes >= BATCH_BYTES) await this.#flush();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#batch);
    this.#batch = [];
    this.#batchBytes = 0;
    if (this.#output.write(bytes) || this.#stopped) return;
    await new Promise<void>((wake) => {
      this.#wake = wake;
    });
  }
}

/** Node sets times as floating-point seconds: finer than this, a restored time would not be the saved one. */
function toMilliseconds(nanoseconds: bigint): bigint {
  return ((nanoseconds + 500_000n) / 1_000_000n) * 1_000_000n;
}

function join(directory: Buffer, name: Buffer): Buffer {
  return Buffer.concat([directory, Buffer.from("/"), name]);
}

/** Undefined when the file is gone (or has become a link) since it was listed; unreadable ones are refused by name. */
function unlessVanished<T>(path: Buffer, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    const code = errno(error);
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP" || code === "ENXIO") return undefined;
    throw unreadable(path, error);
  }
}

function unreadable(path: Buffer, error: unknown): unknown {
  const code = errno(error);
  if (code === undefined) return error;
  const message = `The file ${JSON.stringify(path.toString())} can't be read (${code}).`;
  return new Refused(409, "file_unreadable", message, { next_step: "Make it readable or delete it." });
}
