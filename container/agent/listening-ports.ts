/** Which TCP ports are listened on inside the sandbox, and by whom, from /proc. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import type { ListeningPort } from "../../workers/engines/agent-api.ts";

const LISTEN = "0A";

interface Listener {
  readonly port: number;
  readonly address: string;
  readonly inode: string;
}

/** One entry a port, by number; `own` are ports of the platform that are nobody's business. */
export function listeningPorts(own: ReadonlySet<number>): ListeningPort[] {
  const listeners = new Map<number, Listener>();
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const listener of parseTable(read(table))) {
      if (!own.has(listener.port) && !listeners.has(listener.port)) listeners.set(listener.port, listener);
    }
  }
  if (listeners.size === 0) return [];
  const owners = socketOwners(new Set([...listeners.values()].map(({ inode }) => inode)));
  return [...listeners.values()]
    .sort((a, b) => a.port - b.port)
    .map(({ port, address, inode }) => {
      const pid = owners.get(inode) ?? null;
      return { port, pid, process: pid === null ? null : processName(pid), address };
    });
}

/** Only the ports, without looking for processes: cheap enough to compare often. */
export function listeningPortNumbers(own: ReadonlySet<number>): string {
  const ports = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => parseTable(read(table)));
  return [...new Set(ports.map(({ port }) => port))]
    .filter((port) => !own.has(port))
    .sort()
    .join();
}

/** Rows of /proc/net/tcp{,6}: `sl local_address remote_address st … inode`. */
export function parseTable(table: string): Listener[] {
  const listeners: Listener[] = [];
  for (const line of table.split("\n").slice(1)) {
    const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
    if (state !== LISTEN) continue;
    const [address = "", port = ""] = local.split(":");
    listeners.push({ port: Number.parseInt(port, 16), address: formatAddress(address), inode });
  }
  return listeners;
}

/** Addresses are words of 4 bytes, each in the machine's (little-endian) order. */
function formatAddress(hex: string): string {
  const bytes = Buffer.from(hex, "hex");
  bytes.swap32();
  if (bytes.byteLength === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  const full = groups.join(":");
  if (full.startsWith("0:0:0:0:0:ffff:")) return `::ffff:${bytes.subarray(12).join(".")}`;
  return shorten(full);
}

/** `::` in place of the longest run of zero groups. */
function shorten(full: string): string {
  const [run] = [...full.matchAll(/\b0(?::0)+\b/g)].sort((a, b) => b[0].length - a[0].length);
  if (!run) return full;
  const before = full.slice(0, run.index).replace(/:$/, "");
  const after = full.slice(run.index + run[0].length).replace(/^:/, "");
  return `${before}::${after}`;
}

function socketOwners(inodes: ReadonlySet<string>): Map<string, number> {
  const owners = new Map<string, number>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    for (const descriptor of namesIn(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${descriptor}`))?.[1];
      if (inode !== undefined && inodes.has(inode) && !owners.has(inode)) owners.set(inode, pid);
    }
    if (owners.size === inodes.size) break;
  }
  return owners;
}

function processName(pid: number): string | null {
  const [program = ""] = read(`/proc/${pid}/cmdline`).split("\0"); // comm is a thread's name: "MainThread" for node
  return basename(program) || read(`/proc/${pid}/comm`).trim() || null;
}

/** Processes end while they are looked at, and others' are not ours to read: then there is nothing. */
function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
