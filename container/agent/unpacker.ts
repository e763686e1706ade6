/** Writes the entries of a tar into an empty folder, and nothing outside of it. */
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  write,
  writeSync,
} from "node:fs";
import { promisify } from "node:util";
import { errno } from "./refused.ts";
import type { TarEntry } from "./tar-header.ts";
import { TarError, type TarSink } from "./tar-reader.ts";

const writeAsync = promisify(write);
const SYNC_BYTES = 64 * 1024;
const SLASH = Buffer.from("/");

export class Unpacker implements TarSink {
  readonly #root: Buffer;
  /** Folders known to be folders, not links, in this archive's part of the tree. */
  readonly #folders = new Set<string>();
  /** Their modes and times are set last: a folder may be read-only, and each file in it touches its time. */
  readonly #folderFacts: TarEntry[] = [];
  #file: number | undefined;
  fileCount = 0;

  constructor(root: string) {
    this.#root = Buffer.from(root);
  }

  async entry(entry: TarEntry): Promise<((piece: Buffer) => Promise<void> | void) | undefined> {
    const path = this.#place(entry.name);
    if (path === undefined) return undefined;
    switch (entry.type) {
      case "directory":
        this.#makeFolder(entry.name);
        this.#folderFacts.push(entry);
        return undefined;
      case "symlink":
        this.#replace(path, () => symlinkSync(entry.target ?? Buffer.alloc(0), path));
        lutimesSync(path, ...times(entry));
        return undefined;
      case "link": {
        const target = this.#place(entry.target ?? Buffer.alloc(0));
        if (target === undefined) throw new TarError("a link leads nowhere");
        if (!lstatSync(target, { throwIfNoEntry: false })?.isFile()) {
          throw new TarError("a link leads to no earlier file");
        }
        this.#replace(path, () => linkSync(target, path));
        return undefined;
      }
      case "file": {
        const { O_WRONLY, O_CREAT, O_EXCL } = constants;
        this.#replace(path, () => {
          this.#file = openSync(path, O_WRONLY | O_CREAT | O_EXCL, 0o600);
        });
        this.fileCount++;
        return (piece) => this.#write(piece);
      }
      default:
        return undefined;
    }
  }

  close(entry: TarEntry): void {
    if (this.#file === undefined) return;
    fchmodSync(this.#file, entry.mode);
    this.abandon();
    utimesSync(this.#path(entry.name), ...times(entry));
  }

  /** Call after the last entry: gives folders their modes and times, the innermost first. */
  finish(): void {
    for (const entry of this.#folderFacts.reverse()) {
      const path = this.#path(entry.name);
      chmodSync(path, entry.mode);
      utimesSync(path, ...times(entry));
    }
  }

  /** Closes what is open. */
  abandon(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #write(piece: Buffer): Promise<void> | void {
    const file = this.#file;
    if (file === undefined) return;
    if (piece.byteLength > SYNC_BYTES) return this.#writeAll(file, piece);
    for (let at = 0; at < piece.byteLength; ) at += writeSync(file, piece, at);
  }

  async #writeAll(file: number, piece: Buffer): Promise<void> {
    for (let at = 0; at < piece.byteLength; ) {
      at += (await writeAsync(file, piece, at, piece.byteLength - at, null)).bytesWritten;
    }
  }

  /** A later entry of the same name wins. */
  #replace(path: Buffer, make: () => void): void {
    try {
      make();
    } catch (error) {
      if (errno(error) !== "EEXIST") throw error;
      if (lstatSync(path).isDirectory()) throw new TarError("a file has the name of a folder");
      unlinkSync(path);
      make();
    }
  }

  /** The path of an entry after its parents are there; undefined for the root itself. Names that lead out are refused. */
  #place(name: Buffer): Buffer | undefined {
    const parts = split(name);
    if (parts.length === 0) return undefined;
    const parent = parts.slice(0, -1);
    if (parent.length > 0) this.#makeFolder(Buffer.from(parent.join("/"), "latin1"));
    return this.#path(name);
  }

  #path(name: Buffer): Buffer {
    return Buffer.concat([this.#root, SLASH, Buffer.from(split(name).join("/"), "latin1")]);
  }

  #makeFolder(name: Buffer): void {
    const parts = split(name);
    for (let depth = 1; depth <= parts.length; depth++) {
      const key = parts.slice(0, depth).join("/");
      if (this.#folders.has(key)) continue;
      const path = Buffer.concat([this.#root, SLASH, Buffer.from(key, "latin1")]);
      const existing = lstatSync(path, { throwIfNoEntry: false });
      // Through a link the archive could write anywhere.
      if (existing && !existing.isDirectory()) throw new TarError("a folder has the name of a file or link");
      if (!existing) mkdirSync(path, 0o700);
      this.#folders.add(key);
    }
  }
}

/** Parts of a name as latin1 text, which keeps every byte. */
function split(name: Buffer): string[] {
  const parts = name.toString("latin1").split("/");
  if (parts[0] === "" || parts.includes("..") || name.includes(0))
    throw new TarError("a name leads out of the archive");
  return parts.filter((part) => part !== "" && part !== ".");
}

/** Access and modification time in seconds. */
function times(entry: TarEntry): [number, number] {
  const seconds = Number(entry.mtimeNs) / 1e9;
  return [seconds, seconds];
}
