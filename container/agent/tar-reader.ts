/**
 * Reads a tar stream strictly: checksums, whole entries, the end marker. Understands ustar, pax, GNU long names
 * and base-256 numbers. What is malformed throws TarError; content is handed on as it comes.
 */
import { BLOCK, checksum, type TarEntry, type TarType } from "./tar-header.ts";

export class TarError extends Error {}

export interface TarSink {
  /** Called for each entry; the returned function takes a file's content piece by piece. */
  entry(entry: TarEntry): Promise<((piece: Buffer) => Promise<void> | void) | undefined>;
  /** Called after an entry's content. */
  close(entry: TarEntry): Promise<void> | void;
}

const MAX_EXTENSION = 1024 * 1024;
const TYPES: Readonly<Record<string, TarType>> = {
  "0": "file",
  "\0": "file",
  "7": "file",
  "1": "link",
  "2": "symlink",
  "5": "directory",
};

export async function readTar(source: AsyncIterable<Buffer>, sink: TarSink): Promise<void> {
  const input = new Input(source);
  let global: Extensions = {};
  let local: Extensions = {};
  for (;;) {
    const block = await input.exactly(BLOCK);
    if (block.every((byte) => byte === 0)) break;
    if (readNumber(block, 148, 8) !== checksum(block)) throw new TarError("a header's checksum is wrong");
    const flag = String.fromCharCode(block[156] ?? 0);
    const size = readNumber(block, 124, 12);
    if (flag === "x" || flag === "g" || flag === "L" || flag === "K") {
      if (size > MAX_EXTENSION) throw new TarError("an extended header is too large");
      const content = await input.exactly(size);
      await input.skip(padded(size) - size);
      if (flag === "g") global = { ...global, ...parsePax(content) };
      else if (flag === "x") local = { ...local, ...parsePax(content) };
      else local = { ...local, [flag === "L" ? "path" : "linkpath"]: untilNul(content) };
      continue;
    }
    if (flag === "S") throw new TarError("it has GNU sparse files, which are not supported");
    const entry = toEntry(block, flag, size, { ...global, ...local });
    local = {};
    const write = await sink.entry(entry);
    // Only files have content, but a header of another type may still announce some.
    const bytes = entry.type === "file" || entry.type === "other" ? entry.size : 0;
    for await (const piece of input.pieces(bytes)) await write?.(piece);
    await input.skip(padded(bytes) - bytes);
    await sink.close(entry);
  }
  // The rest (a second empty block, padding) is read so that the compressed stream is checked to its end.
  await input.drain();
}

interface Extensions {
  readonly path?: Buffer;
  readonly linkpath?: Buffer;
  readonly size?: Buffer;
  readonly mtime?: Buffer;
}

function toEntry(block: Buffer, flag: string, headerSize: number, extensions: Extensions): TarEntry {
  const prefix =
    block.toString("latin1", 257, 263) === "ustar\0" ? untilNul(block.subarray(345, 500)) : Buffer.alloc(0);
  const short = untilNul(block.subarray(0, 100));
  const full = prefix.byteLength > 0 ? Buffer.concat([prefix, Buffer.from("/"), short]) : short;
  const name = extensions.path ?? full;
  const size = extensions.size ? Number(extensions.size.toString("latin1")) : headerSize;
  if (!Number.isSafeInteger(size) || size < 0) throw new TarError("an entry's size is wrong");
  const plain = name.at(-1) === 0x2f && flag !== "1" && flag !== "2";
  const type = TYPES[flag] === "file" && plain ? "directory" : (TYPES[flag] ?? "other");
  return {
    name: trimSlashes(name),
    type,
    size: type === "file" || type === "other" ? size : 0,
    mode: readNumber(block, 100, 8) & 0o7777,
    mtimeNs: extensions.mtime
      ? parseTime(extensions.mtime.toString("latin1"))
      : BigInt(readNumber(block, 136, 12)) * 1_000_000_000n,
    target: extensions.linkpath ?? untilNul(block.subarray(157, 257)),
  };
}

function trimSlashes(name: Buffer): Buffer {
  let end = name.byteLength;
  while (end > 1 && name[end - 1] === 0x2f) end--;
  return name.subarray(0, end);
}

function parsePax(content: Buffer): Extensions {
  const records: Record<string, Buffer> = {};
  for (let at = 0; at < content.byteLength; ) {
    const space = content.indexOf(0x20, at);
    const length = Number(content.toString("latin1", at, space));
    const end = at + length;
    const equals = content.indexOf(0x3d, space);
    const whole = space > at && equals > space && equals < end && content[end - 1] === 0x0a;
    if (!Number.isSafeInteger(length) || !whole) throw new TarError("an extended header is malformed");
    records[content.toString("utf8", space + 1, equals)] = Buffer.from(content.subarray(equals + 1, end - 1));
    at = end;
  }
  return records;
}

function parseTime(text: string): bigint {
  const match = /^(-?)(\d{1,12})(?:\.(\d+))?$/.exec(text);
  if (!match) throw new TarError("a time is malformed");
  const fraction = BigInt((match[3] ?? "").slice(0, 9).padEnd(9, "0"));
  const absolute = BigInt(match[2] ?? "0") * 1_000_000_000n + fraction;
  return match[1] === "-" ? -absolute : absolute;
}

function readNumber(block: Buffer, at: number, length: number): number {
  if (((block[at] ?? 0) & 0x80) !== 0) {
    let value = (block[at] ?? 0) & 0x7f;
    for (let index = 1; index < length; index++) value = value * 256 + (block[at + index] ?? 0);
    if (!Number.isSafeInteger(value)) throw new TarError("a number is too large");
    return value;
  }
  const text = untilNul(block.subarray(at, at + length))
    .toString("latin1")
    .trim();
  if (!/^[0-7]*$/.test(text)) throw new TarError("a number is malformed");
  return text === "" ? 0 : Number.parseInt(text, 8);
}

function untilNul(bytes: Buffer): Buffer {
  const nul = bytes.indexOf(0);
  return Buffer.from(nul < 0 ? bytes : bytes.subarray(0, nul));
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

/** Takes pieces of any wanted size from a stream of chunks. */
class Input {
  readonly #source: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async exactly(size: number): Promise<Buffer> {
    if (this.#chunk.byteLength >= size) return this.#take(size);
    const pieces: Buffer[] = [];
    for await (const piece of this.pieces(size)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async *pieces(size: number): AsyncGenerator<Buffer, void> {
    for (let left = size; left > 0; ) {
      if (this.#chunk.byteLength === 0 && !(await this.#more())) throw new TarError("it ends too early");
      const piece = this.#take(Math.min(left, this.#chunk.byteLength));
      left -= piece.byteLength;
      yield piece;
    }
  }

  async skip(size: number): Promise<void> {
    if (this.#chunk.byteLength >= size) this.#take(size);
    else for await (const _ of this.pieces(size));
  }

  async drain(): Promise<void> {
    while (await this.#more());
  }

  #take(size: number): Buffer {
    const piece = this.#chunk.subarray(0, size);
    this.#chunk = this.#chunk.subarray(size);
    return piece;
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#source.next();
    if (done) return false;
    this.#chunk = value;
    return true;
  }
}
