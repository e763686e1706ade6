/** Many viewers on one terminal in bad weather while a program prints a known stream and parts of the product are killed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../../workers/sandbox/model/random.ts";
import { eventually } from "../product/polling.ts";
import { drawFaults, SOUND, type Weather } from "./faults.ts";
import { KnownStream } from "./known-stream.ts";
import type { FaultyProduct } from "./parts.ts";
import { openTerminal, upload } from "./terminal.ts";
import { Watcher } from "./watcher.ts";

export interface StormOptions {
  readonly seed: number;
  readonly viewers: number;
  readonly bytes: number;
  /** The program's rest after each MiB. */
  readonly pause_ms: number;
  /** Between clients and Worker, and between Worker and engine. */
  readonly outer: Weather;
  readonly inner: Weather;
  /** What is killed, in this order, as the first viewer gets on. */
  readonly kills: readonly ("engine" | "worker")[];
  readonly timeout_ms: number;
}

export interface StormReport {
  readonly viewers: readonly Watcher[];
  readonly cuts: { readonly inner: number; readonly outer: number };
  readonly kills: number;
  readonly took_ms: number;
}

const NAME = "storm";

/** Launches a sandbox, lets the storm pass, discards the sandbox. What went wrong is in the watchers' faults. */
export async function storm(product: FaultyProduct, options: StormOptions): Promise<StormReport> {
  const { seed, bytes } = options;
  await product.api.launch({ name: NAME }, 60);
  const { url, begin, start } = await preparePrinter(product, options);
  const random = new Random(seed);
  const stream = new KnownStream(seed);
  const watched = { url, headers: product.api.headers, stream, begin, end: begin + bytes };
  const viewers = Array.from({ length: options.viewers }, () => new Watcher(watched));
  product.outer = () => drawFaults(random, options.outer);
  product.inner = () => (random.chance(0.5) ? SOUND : drawFaults(random, options.inner));
  const before = { inner: product.innerProxy.cuts, outer: product.outerProxy.cuts };
  const begun = performance.now();
  const watching = Promise.all(viewers.map((viewer) => viewer.watch()));
  start();
  let over = false;
  const done = watching.finally(() => {
    over = true;
  });
  let kills = 0;
  for (const [index, part] of options.kills.entries()) {
    const at = begin + (bytes * (index + 1)) / (options.kills.length + 1);
    const far = () => over || Math.max(...viewers.map(({ offset }) => offset)) >= at;
    await eventually(`byte ${at} of the stream`, options.timeout_ms, far);
    if (over) break;
    await product.kill(part);
    kills++;
  }
  await Promise.race([done, expire(options.timeout_ms, viewers)]);
  const took_ms = performance.now() - begun;
  const cuts = {
    inner: product.innerProxy.cuts - before.inner,
    outer: product.outerProxy.cuts - before.outer,
  };
  product.calm();
  return { viewers, cuts, kills, took_ms };
}

function expire(timeout_ms: number, viewers: readonly Watcher[]): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => {
      const where = viewers.map(({ offset, faults }) => `${offset} ${faults.join(", ")}`).join("; ");
      reject(new Error(`after ${timeout_ms / 1000} s viewers were at ${where}`));
    }, timeout_ms).unref();
  });
}

/** A terminal whose program waits for `start`; `begin` is where its output will stand in the terminal's. */
async function preparePrinter(product: FaultyProduct, { seed, bytes, pause_ms }: StormOptions) {
  for (const file of ["known-stream.ts", "print-stream.ts"]) {
    await upload(product.api, NAME, file, readFileSync(join(import.meta.dirname, file)));
  }
  const script = `node print-stream.ts ${seed} ${bytes} ${pause_ms}`;
  const { url, offset, driver } = await openTerminal(product.api, product.faultyOrigin, {
    name: NAME,
    script,
    ready: "printer is ready\r\n",
  });
  const start = (): void => {
    driver.type("g");
    void eventually("the start", 10_000, () => driver.untaken === 0).then(() => driver.close());
  };
  return { url, begin: offset, start };
}
