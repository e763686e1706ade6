/** Files of the sandbox: list, stat, read in ranges, write atomically, rename, make folders, delete. */
import { createWriteStream, type Stats } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { FileEntry } from "../../workers/engines/agent-api.ts";
import { type Exchange, readJsonFields, sendEmpty, sendJson } from "./exchange.ts";
import { textField } from "./fields.ts";
import type { Freezer } from "./freezer.ts";
import { lazyNode } from "./lazy-node.ts";
import type { Paths } from "./paths.ts";
import { invalid, Refused } from "./refused.ts";
import { removeTree } from "./remove-tree.ts";

/** Names of the agent's own unfinished files; archives leave them out. */
export const TEMPORARY_PREFIX = ".sandbar-tmp-";

export class Files {
  readonly #paths: Paths;
  readonly #freezer: Freezer;

  constructor(paths: Paths, freezer: Freezer) {
    this.#paths = paths;
    this.#freezer = freezer;
  }

  async list(exchange: Exchange): Promise<void> {
    const path = this.#paths.followed(exchange.query.get("path") ?? ".");
    const names = (await lazyNode.fs.readdir(path))
      .filter((name) => !name.startsWith(TEMPORARY_PREFIX))
      .sort();
    const entries: FileEntry[] = [];
    for (const name of names) {
      const entry = await describeEntry(join(path, name)).catch(vanished);
      if (entry) entries.push(entry);
    }
    sendJson(exchange, 200, { path, entries });
  }

  async stat(exchange: Exchange): Promise<void> {
    sendJson(exchange, 200, await describeEntry(this.#paths.entry(pathOf(exchange))));
  }

  async read(exchange: Exchange): Promise<void> {
    const { request, response } = exchange;
    const path = this.#paths.followed(pathOf(exchange));
    const stats = await lazyNode.fs.lstat(path);
    requireFile(stats, path);
    const range = parseRange(request.headers.range, stats.size);
    const headers = {
      "content-type": "application/octet-stream",
      "accept-ranges": "bytes",
      "last-modified": stats.mtime.toUTCString(),
    };
    if (range === "unsatisfiable") {
      response.setHeader("content-range", `bytes */${stats.size}`);
      throw new Refused(416, "range_unsatisfiable", `The file has ${stats.size} bytes.`, { field: "range" });
    }
    const { start, end } = range ?? { start: 0, end: stats.size - 1 };
    const length = end - start + 1;
    // Opened before the answer begins, so that a file that can't be read is refused properly.
    const file = await lazyNode.fs.open(path, "r");
    const partial = range === undefined ? {} : { "content-range": `bytes ${start}-${end}/${stats.size}` };
    response.writeHead(range ? 206 : 200, { ...headers, ...partial, "content-length": length });
    if (length === 0 || request.method === "HEAD") {
      await file.close();
      response.end();
      return;
    }
    await lazyNode.streams.pipeline(
      file.createReadStream({ start, end, highWaterMark: 256 * 1024 }),
      response,
    );
  }

  /** Written beside the target, then renamed over it; an interrupted upload leaves the target as it was. */
  async write(exchange: Exchange): Promise<void> {
    const path = this.#paths.followed(pathOf(exchange));
    const mode = modeOf(exchange.query.get("mode"));
    const existing = await lazyNode.fs.lstat(path).catch(vanished);
    if (existing) requireFile(existing, path);
    await lazyNode.fs.mkdir(dirname(path), { recursive: true });
    const temporary = join(dirname(path), TEMPORARY_PREFIX + lazyNode.crypto.randomBytes(8).toString("hex"));
    try {
      await lazyNode.streams.pipeline(
        exchange.request,
        createWriteStream(temporary, { flags: "wx", highWaterMark: 1024 * 1024 }),
      );
      if (mode !== undefined || existing)
        await lazyNode.fs.chmod(temporary, mode ?? (existing?.mode ?? 0) & 0o7777);
      await this.#freezer.change(() => lazyNode.fs.rename(temporary, path));
    } catch (error) {
      await lazyNode.fs.rm(temporary, { force: true });
      throw error;
    }
    const { size } = await lazyNode.fs.lstat(path);
    sendJson(exchange, existing ? 200 : 201, { size_bytes: size });
  }

  async rename(exchange: Exchange): Promise<void> {
    const fields = await readJsonFields(exchange);
    const from = this.#paths.changeable(textField(fields, "from"));
    const to = this.#paths.changeable(textField(fields, "to"));
    if (await lazyNode.fs.lstat(to).catch(vanished)) {
      throw new Refused(409, "path_exists", `${JSON.stringify(to)} exists already.`, { field: "to" });
    }
    await this.#freezer.change(() => lazyNode.fs.rename(from, to));
    sendEmpty(exchange, 200);
  }

  async makeDirectory(exchange: Exchange): Promise<void> {
    const path = this.#paths.followed(textField(await readJsonFields(exchange), "path"));
    const made = await this.#freezer.change(() => lazyNode.fs.mkdir(path, { recursive: true }));
    sendEmpty(exchange, made === undefined ? 200 : 201);
  }

  async delete(exchange: Exchange): Promise<void> {
    const path = this.#paths.changeable(pathOf(exchange));
    const recursive = exchange.query.get("recursive") === "1";
    const stats = await lazyNode.fs.lstat(path);
    await this.#freezer.change(async () => {
      if (!stats.isDirectory()) await lazyNode.fs.unlink(path);
      else if (recursive) await removeTree(path);
      else await lazyNode.fs.rmdir(path);
    });
    sendEmpty(exchange, 204);
  }
}

/** The field of a query that names the file, as the client sent it. */
function pathOf({ query }: Exchange): string {
  const path = query.get("path");
  if (path === null) throw invalid("path", "path is missing.");
  return path;
}

async function describeEntry(path: string): Promise<FileEntry> {
  const stats = await lazyNode.fs.lstat(path);
  return {
    name: basename(path),
    type: typeOf(stats),
    size_bytes: stats.size,
    mode: stats.mode & 0o7777,
    modified_at: stats.mtime.toISOString(),
    ...(stats.isSymbolicLink() ? { target: await lazyNode.fs.readlink(path) } : {}),
  };
}

function typeOf(stats: Stats): FileEntry["type"] {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  return stats.isSymbolicLink() ? "symlink" : "other";
}

/** A FIFO or device would block or never end. */
function requireFile(stats: Stats, path: string): void {
  if (stats.isFile()) return;
  if (stats.isDirectory())
    throw new Refused(409, "is_a_directory", `${JSON.stringify(path)} is a directory.`);
  throw new Refused(409, "not_a_file", `${JSON.stringify(path)} is not a regular file.`);
}

/** `bytes=a-b`, `bytes=a-`, `bytes=-n`. Several ranges or another unit give the whole file, as HTTP allows. */
function parseRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | "unsatisfiable" | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return undefined;
  const [first, last] = [match[1], match[2]];
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < start) return undefined;
  return start >= size ? "unsatisfiable" : { start, end };
}

/** Octal permission bits such as "644". */
function modeOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (/^[0-7]{3,4}$/.test(text)) return Number.parseInt(text, 8);
  throw invalid("mode", "mode must be octal permission bits such as 644.");
}

/** For `catch`: what has vanished is undefined, anything else stays a failure. */
function vanished(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
