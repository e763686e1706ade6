import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../../../tests/product/polling.ts";
import { processes } from "../../../tests/product/processes.ts";
import type { Figure, Row } from "../figure.ts";
import { median } from "../statistics.ts";
import { bareTerminal, productTerminal, type Terminal } from "../terminal.ts";

const ROUNDS = 10;
/** Until the flood has filled every buffer on its way, ms. */
const FLOOD_MS = 700;
const SEEN = "interrupted-now";
/** Ends by the first Ctrl-C; the shell goes on and says so. */
const SCRIPT = `stty isig; trap : INT; yes; printf ${SEEN}; sleep 60`;

export const interrupt: Row = {
  name: "interrupt",
  how: `Ctrl-C typed while \`yes\` floods its viewer: until the process is gone, and until the viewer has read on to what comes after it. ${ROUNDS} times.`,
  floor: "The bare WebSocket-to-PTY server.",
  measure: async ({ product, bare }) => {
    await product.api.launch({ name: "interrupt", profile: "large" }, 60);
    const measured: Interrupted[] = [];
    const floor: Interrupted[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      measured.push(await stop((script) => productTerminal(product, "interrupt", script)));
      floor.push(await stop((script) => bareTerminal(bare, script)));
    }
    await product.discard("interrupt");
    return [
      ...figures("until the process is gone", measured, floor, ({ gone }) => gone),
      ...figures("until its viewer sees it", measured, floor, ({ seen }) => seen),
    ];
  },
};

/** Milliseconds from the key. */
interface Interrupted {
  readonly gone: number;
  readonly seen: number;
}

function figures(
  what: string,
  measured: readonly Interrupted[],
  floor: readonly Interrupted[],
  of: (one: Interrupted) => number,
): Figure[] {
  const name = `Ctrl-C during a flood ${what}`;
  const worst = (all: readonly Interrupted[]) => Math.max(...all.map(of));
  return [
    {
      what: `${name}, median`,
      unit: "ms",
      measured: median(measured.map(of)),
      floor: median(floor.map(of)),
      aim: "≤ 100 ms",
    },
    { what: `${name}, worst`, unit: "ms", measured: worst(measured), floor: worst(floor), aim: "≤ 100 ms" },
  ];
}

async function stop(open: (script: string) => Promise<Terminal>): Promise<Interrupted> {
  const before = new Set(floods());
  const terminal = await open(SCRIPT);
  let tail = "";
  const seen = Promise.withResolvers<number>();
  terminal.onOutput = (data) => {
    tail = (tail + Buffer.from(data.subarray(-SEEN.length)).toString("latin1")).slice(-SEEN.length);
    if (tail === SEEN) seen.resolve(performance.now());
  };
  const pid = await eventually("the flood", 10_000, () => floods().find((one) => !before.has(one)));
  await sleep(FLOOD_MS);
  const begun = performance.now();
  terminal.type("\x03");
  await eventually("its end", 10_000, () => !floods().includes(pid), 2);
  const gone = performance.now() - begun;
  const result = { gone, seen: (await seen.promise) - begun };
  terminal.close();
  return result;
}

function floods(): number[] {
  return processes()
    .filter(({ command }) => command === "yes ")
    .map(({ pid }) => pid);
}
