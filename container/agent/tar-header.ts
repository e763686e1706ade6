/**
 * The tar format: 512-byte ustar headers with pax extensions. Names are bytes, as Linux has them: a name that is
 * not UTF-8 is marked with `hdrcharset=BINARY`, as GNU tar and libarchive do.
 */

export const BLOCK = 512;

export type TarType = "file" | "link" | "symlink" | "directory" | "other";

export interface TarEntry {
  /** Relative, without a slash at the end. */
  readonly name: Buffer;
  readonly type: TarType;
  /** Bytes of content that follow; 0 unless a file. */
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  /** Nanoseconds since 1970. */
  readonly mtimeNs: bigint;
  /** Target of a symlink, name of an earlier entry for a link. */
  readonly target?: Buffer;
}

const TYPE_FLAGS: Record<TarType, string> = { file: "0", link: "1", symlink: "2", directory: "5", other: "" };
const MAX_OCTAL_SIZE = 0o77777777777;
const NANOSECONDS = 1_000_000_000n;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The header of `entry`, with a pax header before it where the entry needs one. */
export function encodeTarHeader(entry: TarEntry): Buffer {
  const name = entry.type === "directory" ? Buffer.concat([entry.name, Buffer.from("/")]) : entry.name;
  const pax: Buffer[] = [];
  const named: [string, Buffer | undefined][] = [
    ["path", name],
    ["linkpath", entry.target],
  ];
  for (const [key, bytes] of named) {
    if (bytes === undefined || (bytes.byteLength <= 100 && isAscii(bytes))) continue;
    if (!isUtf8(bytes) && pax.length === 0) pax.push(paxRecord("hdrcharset", Buffer.from("BINARY")));
    pax.push(paxRecord(key, bytes));
  }
  if (entry.size > MAX_OCTAL_SIZE) pax.push(paxRecord("size", Buffer.from(String(entry.size))));
  if (entry.mtimeNs % NANOSECONDS !== 0n || entry.mtimeNs < 0n) {
    pax.push(paxRecord("mtime", Buffer.from(formatTime(entry.mtimeNs))));
  }
  const header = encodeBlock({ ...entry, name }, TYPE_FLAGS[entry.type]);
  if (pax.length === 0) return header;
  const records = Buffer.concat(pax);
  const base = { type: "other", mode: 0o644, mtimeNs: 0n } as const;
  const paxHeader = encodeBlock({ ...base, name: Buffer.from("PaxHeader"), size: records.byteLength }, "x");
  return Buffer.concat([paxHeader, records, padding(records.byteLength), header]);
}

/** Zero bytes that fill the last block of `size` bytes of content. */
export function padding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

function encodeBlock(entry: TarEntry, flag: string): Buffer {
  const block = Buffer.alloc(BLOCK);
  entry.name.copy(block, 0, 0, 100);
  block.write(octal(entry.mode, 7), 100, "latin1");
  block.write(octal(0, 7), 108, "latin1"); // owner and group are the reader's business
  block.write(octal(0, 7), 116, "latin1");
  block.write(octal(entry.size > MAX_OCTAL_SIZE ? 0 : entry.size, 11), 124, "latin1");
  const seconds = entry.mtimeNs < 0n ? 0 : Number(entry.mtimeNs / NANOSECONDS);
  block.write(octal(seconds, 11), 136, "latin1");
  block.write("        ", 148, "latin1");
  block.write(flag, 156, "latin1");
  entry.target?.copy(block, 157, 0, 100);
  block.write("ustar\u000000", 257, "latin1");
  block.write(`${octal(checksum(block), 6)}\0 `, 148, "latin1");
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}

/** Sum of the header's bytes, its checksum field counted as spaces. */
export function checksum(block: Buffer): number {
  let sum = 8 * 0x20;
  for (let index = 0; index < BLOCK; index++) if (index < 148 || index >= 156) sum += block[index] ?? 0;
  return sum;
}

/** `LENGTH KEY=VALUE\n`, where LENGTH counts itself. */
function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from("\n")]);
  let length = rest.byteLength + String(rest.byteLength).length;
  if (String(length).length + rest.byteLength !== length) length++;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function formatTime(nanoseconds: bigint): string {
  const negative = nanoseconds < 0n;
  const absolute = negative ? -nanoseconds : nanoseconds;
  const fraction = String(absolute % NANOSECONDS).padStart(9, "0");
  return `${negative ? "-" : ""}${absolute / NANOSECONDS}.${fraction}`;
}

function isAscii(bytes: Buffer): boolean {
  return bytes.every((byte) => byte < 0x80);
}

function isUtf8(bytes: Buffer): boolean {
  try {
    utf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
