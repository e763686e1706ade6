import { eventually } from "../../../tests/product/polling.ts";
import type { Bench, Figure, Row } from "../figure.ts";
import { median, timed } from "../statistics.ts";
import { bareTerminal, productTerminal } from "../terminal.ts";
import { moreViewers } from "../viewers.ts";

/** All that a terminal keeps. */
const MISSED_BYTES = 2 * 1024 * 1024;
const ROUNDS = 15;
const PRINT = `head -c ${MISSED_BYTES} /dev/zero | tr "\\0" x`;

export const resume: Row = {
  name: "resume",
  how: `A viewer is away while 2 MiB are printed, then comes back with its offset: from its request until it has them, median of ${ROUNDS}; while another viewer stays, and while nobody does.`,
  floor: "A new connection to the bare server, whose program prints as much at once.",
  measure: async ({ product, bare }) => {
    await product.api.launch({ name: "resume", profile: "large" }, 60);
    const floor = await bareRounds(bare);
    const stayed = await rounds(product, true);
    const empty = await rounds(product, false);
    await product.discard("resume");
    return [...figures("another viewer stayed", stayed, floor), ...figures("nobody stayed", empty, floor)];
  },
};

interface Resumed {
  readonly took: number;
  readonly bytes: number;
}

function figures(how: string, resumed: readonly Resumed[], floor: number): Figure[] {
  const took = median(resumed.map(({ took }) => took));
  const bytes = Math.max(...resumed.map(({ bytes }) => bytes));
  return [
    {
      what: `Resume with 2 MiB missed, ${how}`,
      unit: "ms",
      measured: took,
      floor,
      aim: "a round trip + transfer",
    },
    {
      what: `Resume with 2 MiB missed, ${how}: bytes sent`,
      unit: "MB",
      measured: bytes / 1e6,
      floor: MISSED_BYTES / 1e6,
      aim: "1 ×",
    },
  ];
}

async function rounds(product: Bench["product"], another: boolean): Promise<Resumed[]> {
  const script = `while head -c 1 > /dev/null; do ${PRINT}; done`;
  const terminal = await productTerminal(product, "resume", script);
  const other = another ? await moreViewers(product, terminal, 1) : null;
  const { client } = terminal;
  const results: Resumed[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const begin = client.offset;
    client.type("g");
    await eventually("the key", 10_000, () => client.untaken === 0, 0);
    client.close();
    // What had come before it was gone has not been missed.
    await eventually("the end", 10_000, () => !client.connected, 1);
    const rest = begin + MISSED_BYTES - client.offset;
    await product.api.call("POST", "/sandboxes/resume/exec", { argv: ["sleep", "0.3"] });
    let bytes = 0;
    const back = Promise.withResolvers<void>();
    terminal.onOutput = (data) => {
      bytes += data.byteLength;
      if (client.offset >= begin + MISSED_BYTES) back.resolve();
    };
    const took = await timed(async () => {
      await client.connect();
      await back.promise;
    });
    results.push({ took, bytes: bytes + (MISSED_BYTES - rest) });
  }
  other?.close();
  terminal.close();
  return results;
}

async function bareRounds(bare: Bench["bare"]): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const terminal = await bareTerminal(bare, `head -c 1 > /dev/null; ${PRINT}; sleep 60`);
    let bytes = 0;
    const back = Promise.withResolvers<void>();
    terminal.onOutput = (data) => {
      bytes += data.byteLength;
      if (bytes >= MISSED_BYTES) back.resolve();
    };
    took.push(
      await timed(async () => {
        terminal.type("g");
        await back.promise;
      }),
    );
    terminal.close();
  }
  return median(took);
}
