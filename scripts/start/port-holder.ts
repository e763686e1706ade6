/** Who listens on a port, as far as Linux tells us: of other people's processes only that there is one. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

export interface PortHolder {
  readonly pid: number;
  /** Its program's name, never its arguments. */
  readonly name: string;
}

/** TCP_LISTEN in /proc/net/tcp. */
const LISTENS = "0A";

/** Undefined when it can't be told. */
export function holderOf(port: number): PortHolder | undefined {
  const sockets = new Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap((path) => listening(path, port)));
  if (sockets.size === 0) return undefined;
  const pid = numbersIn("/proc").find((one) => descriptorsOf(one).some((target) => sockets.has(target)));
  return pid === undefined ? undefined : { pid, name: programOf(pid) };
}

/** The file that runs, not the name that a thread goes by. */
function programOf(pid: number): string {
  const path = link(`/proc/${pid}/exe`);
  return path === undefined ? read(`/proc/${pid}/comm`).trim() : basename(path);
}

/** As links of descriptors name sockets: `socket:[123]`. */
function listening(path: string, port: number): string[] {
  // "sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode …"
  const rows = read(path).split("\n").slice(1);
  return rows.flatMap((row) => {
    const [, local = "", , state, , , , , , inode] = row.trim().split(/\s+/);
    const here = Number.parseInt(local.slice(local.lastIndexOf(":") + 1), 16) === port;
    return here && state === LISTENS ? [`socket:[${inode}]`] : [];
  });
}

function descriptorsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return numbersIn(folder).flatMap((descriptor) => {
    return link(`${folder}/${descriptor}`) ?? [];
  });
}

/** Undefined for what is not ours to see, or has gone. */
function link(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** Empty for what is not ours to see, or has gone. */
function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
