import { setTimeout as sleep } from "node:timers/promises";
import type { Figure, Row } from "../figure.ts";
import { median, p99, timed } from "../statistics.ts";
import { bareTerminal, productTerminal, type Terminal } from "../terminal.ts";

const KEYS = 400;
/** Between keys, ms: faster than anybody types. */
const PAUSE_MS = 10;
/** Until a flood is steady, ms. */
const FLOOD_MS = 500;
const FLOOD = "while :; do echo a line of output that never ends; done";

export const echo: Row = {
  name: "echo",
  how: `${KEYS} keys typed to \`cat\` in raw mode, ${PAUSE_MS} ms apart, each until it is seen; then again while another terminal of the same sandbox floods its viewer. The profile is large, whose CPU limit is above what the machine has.`,
  floor: "The bare WebSocket-to-PTY server, its flood on a second connection.",
  measure: async ({ product, bare }) => {
    await product.api.launch({ name: "echo", profile: "large" }, 60);
    const opened = {
      measured: (script: string) => productTerminal(product, "echo", script),
      floor: (script: string) => bareTerminal(bare, script),
    };
    const mine = await opened.measured("cat");
    const theirs = await opened.floor("cat");
    const quiet = { measured: await echoes(mine), floor: await echoes(theirs) };
    // One flood after the other: neither is to be measured in the other's.
    const flooded = {
      measured: await underFlood(opened.measured, mine),
      floor: await underFlood(opened.floor, theirs),
    };
    for (const terminal of [mine, theirs]) terminal.close();
    await product.discard("echo");
    return [...figures("Keystroke echo", quiet), ...figures("Keystroke echo under a flood", flooded)];
  },
};

interface Samples {
  readonly measured: readonly number[];
  readonly floor: readonly number[];
}

function figures(what: string, { measured, floor }: Samples): Figure[] {
  return [
    { what: `${what}, median`, unit: "ms", measured: median(measured), floor: median(floor), aim: "≤ +2 ms" },
    { what: `${what}, p99`, unit: "ms", measured: p99(measured), floor: p99(floor), aim: "≤ +2 ms" },
  ];
}

async function underFlood(open: (script: string) => Promise<Terminal>, quiet: Terminal): Promise<number[]> {
  const flood = await open(FLOOD);
  await sleep(FLOOD_MS);
  const samples = await echoes(quiet);
  flood.close();
  return samples;
}

async function echoes(terminal: Terminal): Promise<number[]> {
  const samples: number[] = [];
  for (let key = 0; key < KEYS; key++) {
    samples.push(await press(terminal));
    await sleep(PAUSE_MS);
  }
  return samples;
}

function press(terminal: Terminal): Promise<number> {
  return timed(() => {
    return new Promise<void>((resolve) => {
      terminal.onOutput = () => resolve();
      terminal.type("k");
    });
  });
}
