import type { Bench, Figure, Row } from "../figure.ts";
import { median, sum, timed } from "../statistics.ts";
import { productTerminal } from "../terminal.ts";
import { moreViewers } from "../viewers.ts";

const MEGABYTE = 1_000_000;
const BYTES = 40 * MEGABYTE;
const VIEWERS = 20;
const ROUNDS = 3;

export const fanOut: Row = {
  name: "fan-out",
  how: `${BYTES / MEGABYTE} MB of one terminal to ${VIEWERS} viewers, from the key that starts it until the last viewer has the last byte; what all of them received together. Median of ${ROUNDS}.`,
  floor: "The same to one viewer.",
  measure: async ({ product }) => {
    await product.api.launch({ name: "fan-out", profile: "large" }, 60);
    const rounds: { one: Round; many: Round }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({ one: await rate(product, 1), many: await rate(product, VIEWERS) });
    }
    await product.discard("fan-out");
    const [measured, floor] = [
      median(rounds.map(({ many }) => many.rate)),
      median(rounds.map(({ one }) => one.rate)),
    ];
    const arrived = median(rounds.map(({ many }) => many.arrived));
    return [
      { what: `Output to ${VIEWERS} viewers, sum`, unit: "MB/s", measured, floor, aim: "≥ 3 ×" },
      { what: `Output to ${VIEWERS} viewers, share not told dropped`, unit: "%", measured: arrived },
    ] satisfies Figure[];
  },
};

interface Round {
  readonly rate: number;
  /** Percent of all bytes to all viewers. */
  readonly arrived: number;
}

async function rate(product: Bench["product"], count: number): Promise<Round> {
  const script = `head -c 1 > /dev/null; head -c ${BYTES} /dev/zero | tr "\\0" x; sleep 60`;
  const terminal = await productTerminal(product, "fan-out", script);
  const viewers = await moreViewers(product, terminal, count);
  // The one who starts it is none of those who are measured.
  const end = terminal.client.offset + BYTES;
  const took = await timed(async () => {
    terminal.type("g");
    if (count === 1) terminal.client.close();
    await viewers.reached(end);
  });
  viewers.close();
  terminal.close();
  const received = sum(viewers.received);
  return { rate: received / MEGABYTE / (took / 1000), arrived: (received / BYTES / count) * 100 };
}
