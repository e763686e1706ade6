import { setTimeout as sleep } from "node:timers/promises";
import type { Figure, Row } from "../figure.ts";
import { median, p99, timed } from "../statistics.ts";
import { bareTerminal, productTerminal, type Terminal } from "../terminal.ts";

const KEYS = 400;
/** Between keys, ms: faster than anybody types. */
const PAUSE_MS = 10;
const FLOOD = "while :; do echo a line of output that never ends; done";

export const echo: Row = {
  name: "echo",
  how: `${KEYS} keys typed to \`cat\` in raw mode, ${PAUSE_MS} ms apart, each until it is seen; then again while another terminal of the same sandbox floods its viewer.`,
  floor: "The bare WebSocket-to-PTY server, its flood on a second connection.",
  measure: async ({ product, bare }) => {
    await product.api.launch({ name: "echo" }, 60);
    const mine = await productTerminal(product, "echo", "cat");
    const theirs = await bareTerminal(bare, "cat");
    const quiet = await echoes("Keystroke echo", mine, theirs);
    const floods = [await productTerminal(product, "echo", FLOOD), await bareTerminal(bare, FLOOD)];
    const flooded = await echoes("Keystroke echo under a flood", mine, theirs);
    for (const terminal of [mine, theirs, ...floods]) terminal.close();
    await product.discard("echo");
    return [...quiet, ...flooded];
  },
};

async function echoes(what: string, mine: Terminal, theirs: Terminal): Promise<Figure[]> {
  const measured: number[] = [];
  const floor: number[] = [];
  for (let key = 0; key < KEYS; key++) {
    measured.push(await press(mine));
    floor.push(await press(theirs));
    await sleep(PAUSE_MS);
  }
  return [
    { what: `${what}, median`, unit: "ms", measured: median(measured), floor: median(floor), aim: "≤ +2 ms" },
    { what: `${what}, p99`, unit: "ms", measured: p99(measured), floor: p99(floor), aim: "≤ +2 ms" },
  ];
}

function press(terminal: Terminal): Promise<number> {
  return timed(() => {
    return new Promise<void>((resolve) => {
      terminal.onOutput = () => resolve();
      terminal.type("k");
    });
  });
}
