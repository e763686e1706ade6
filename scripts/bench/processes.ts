/** What the product's processes use, as /proc tells it. */
import { readFileSync } from "node:fs";
import { PARTS, type Part, pidsInside, processTree } from "../../tests/product/processes.ts";
import type { Product } from "../../tests/product/product.ts";

/** The engine's own children are counted with it, the jails among them are not. */
export function pidsByKind(product: Product): Record<string, readonly number[]> {
  const inside = product.engineIds().flatMap((id) => pidsInside(product.dataDir, id).map(({ pid }) => pid));
  const own = (part: Part) =>
    processTree(product.pid(part), part === "engine").filter((pid) => !inside.includes(pid));
  return { ...Object.fromEntries(PARTS.map((part) => [part, own(part)])), sandboxes: inside };
}

/** CPU time used, clock ticks. */
export function ticks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

/** Proportional set size, MB: shared pages count by their share. 0 for a process that has gone. */
export function pss(pid: number): number {
  const [, kibibytes = 0] = /^Pss:\s+(\d+) kB/m.exec(readRollup(pid)) ?? [];
  return (Number(kibibytes) * 1024) / 1e6;
}

function readRollup(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return "";
    throw error;
  }
}
