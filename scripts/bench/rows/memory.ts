import { setTimeout as sleep } from "node:timers/promises";
import type { Product } from "../../../tests/product/product.ts";
import type { Figure, Row } from "../figure.ts";
import { pidsByKind, pss } from "../processes.ts";
import { sum } from "../statistics.ts";
import { productTerminal } from "../terminal.ts";
import { moreViewers } from "../viewers.ts";

const VIEWERS = 200;
const FLOOD_MS = 8_000;
const SAMPLE_MS = 500;
const FLOOD = "head -c 1 > /dev/null; yes a line of output that never ends";

/** The supervisor has no part in a terminal. */
const KINDS = ["worker", "workerd", "engine", "sandboxes"] as const;

export const memory: Row = {
  name: "memory",
  how: `Proportional memory (PSS) by kind of process: one terminal at rest with its viewer, the most during ${FLOOD_MS / 1000} s of \`yes\` with one viewer, at rest with ${VIEWERS} viewers, and the most during such a flood with all of them.`,
  floor: "The same terminal at rest with one viewer.",
  measure: async ({ product }) => {
    await product.api.launch({ name: "memory", profile: "large" }, 60);
    const rest = await most(product, 1_000, () => productTerminal(product, "memory", "cat"));
    const flood = await most(product, FLOOD_MS, () => flooding(product, 0));
    const crowd = await most(product, 1_000, async () => {
      const terminal = await productTerminal(product, "memory", "cat");
      return both(terminal, await moreViewers(product, terminal, VIEWERS));
    });
    const crowdedFlood = await most(product, FLOOD_MS, () => flooding(product, VIEWERS));
    await product.discard("memory");
    const figures = (what: string, measured: Sizes): Figure[] =>
      KINDS.map((kind) => ({
        what: `Memory ${what}: ${kind}`,
        unit: "MB",
        measured: measured[kind] ?? 0,
        floor: rest[kind] ?? 0,
      }));
    return [
      ...figures("in a flood", flood),
      ...figures(`with ${VIEWERS} viewers`, crowd),
      ...figures(`with ${VIEWERS} viewers in a flood`, crowdedFlood),
    ];
  },
};

type Sizes = Readonly<Record<string, number>>;

interface Closes {
  readonly close: () => void;
}

async function flooding(product: Product, viewers: number): Promise<Closes> {
  const terminal = await productTerminal(product, "memory", FLOOD);
  const more = await moreViewers(product, terminal, viewers);
  terminal.type("g");
  return both(terminal, more);
}

function both(one: Closes, other: Closes): Closes {
  return {
    close: () => {
      other.close();
      one.close();
    },
  };
}

/** The most of several looks, MB by kind. */
async function most(product: Product, ms: number, open: () => Promise<Closes>): Promise<Sizes> {
  const opened = await open();
  const sizes: Record<string, number> = {};
  for (const end = performance.now() + ms; performance.now() < end; await sleep(SAMPLE_MS)) {
    for (const [kind, pids] of Object.entries(pidsByKind(product))) {
      sizes[kind] = Math.max(sizes[kind] ?? 0, sum(pids.map(pss)));
    }
  }
  opened.close();
  await sleep(1_000);
  return sizes;
}
