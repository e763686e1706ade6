import { startSpec } from "../../../container/local/testing/engine-process.ts";
import { processes } from "../../../tests/product/processes.ts";
import type { Bench, Figure, Row } from "../figure.ts";
import { idleFigures } from "../idle.ts";
import { timed } from "../statistics.ts";

const COUNT = 50;
const NAMES = Array.from({ length: COUNT }, (_, index) => `many-${index}`);

/** One row, since the sandboxes that idle are those that were launched at once. */
export const many: Row = {
  name: "many",
  how: `${COUNT} launches at once until all run; then CPU time over 20 s and proportional memory (PSS) by kind of process, with nobody looking.`,
  floor: "50 starts at once by an engine alone; for memory, an idle Node process.",
  measure: async (bench) => {
    const floor = await startAll(bench);
    const measured = await timed(() =>
      Promise.all(NAMES.map((name) => bench.product.api.launch({ name }, 120))),
    );
    const launched: Figure = {
      what: `${COUNT} at once, all running`,
      unit: "s",
      measured: measured / 1000,
      floor: floor / 1000,
      aim: "≤ 6 s on 2 cores",
    };
    const idle = await idleFigures(bench.product, COUNT);
    await Promise.all(NAMES.map((name) => bench.product.discard(name)));
    return [launched, ...idle];
  },
};

async function startAll({ engine }: Bench): Promise<number> {
  const spec = startSpec({ egress: { mode: "proxy" } });
  const before = processes().length;
  const took = await timed(() => Promise.all(NAMES.map((name) => engine.engine.start(name, 1, spec))));
  if (processes().length < before + COUNT) throw new Error("not all started");
  await Promise.all(NAMES.map((name) => engine.engine.destroy(name)));
  return took;
}
