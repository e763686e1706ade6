/** What the product costs while nothing happens: CPU time and memory by kind of process. */
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { pidsInside } from "../../tests/product/processes.ts";
import type { Product } from "../../tests/product/product.ts";
import type { Figure } from "./figure.ts";
import { pidsByKind, pss, ticks } from "./processes.ts";
import { median, sum } from "./statistics.ts";

/** For what a launch leaves to do, ms. */
const SETTLE_MS = 15_000;
const WATCH_MS = 20_000;
/** USER_HZ on Linux: clock ticks a second in /proc/PID/stat. */
const TICKS_PER_SECOND = 100;

export async function idleFigures(product: Product, count: number): Promise<Figure[]> {
  await sleep(SETTLE_MS);
  const kinds = pidsByKind(product);
  const before = Object.values(kinds).map((pids) => sum(pids.map(ticks)));
  await sleep(WATCH_MS);
  const figures = Object.entries(kinds).flatMap(([kind, pids], index): Figure[] => {
    const spent = (sum(pids.map(ticks)) - (before[index] ?? 0)) / TICKS_PER_SECOND;
    const percent = (spent / (WATCH_MS / 1000)) * 100;
    return [
      { what: `Idle with ${count}: ${kind}, CPU`, unit: "% CPU", measured: percent, aim: "~0" },
      { what: `Idle with ${count}: ${kind}, memory`, unit: "MB", measured: sum(pids.map(pss)) },
    ];
  });
  const each = product
    .engineIds()
    .map((id) => sum(pidsInside(product.dataDir, id).map(({ pid }) => pss(pid))));
  const what = "Idle: one sandbox, memory, median";
  return [...figures, { what, unit: "MB", measured: median(each), floor: await bareNode(), aim: "≤ 20 MB" }];
}

/** PSS of a Node process that does nothing, MB. */
async function bareNode(): Promise<number> {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "ignore" });
  await sleep(1000);
  const memory = pss(child.pid ?? 0);
  child.kill("SIGKILL");
  return memory;
}
