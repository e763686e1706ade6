import { startSpec } from "../../../container/local/testing/engine-process.ts";
import type { Bench, Figure, Row } from "../figure.ts";
import { median, quantile, timed } from "../statistics.ts";

const ROUNDS = 15;

export const launch: Row = {
  name: "launch",
  how: `${ROUNDS} launches of an empty sandbox one after another, from POST to the result of a first exec.`,
  floor: "A jail with its agent, started by an engine alone over HTTP, to the result of a first exec.",
  measure: async (bench) => {
    const measured: number[] = [];
    const floor: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      measured.push(await launched(bench, `launch-${round}`));
      floor.push(await started(bench, `launch-${round}`));
    }
    const figures: Figure[] = [
      {
        what: "Launch to first exec, median",
        unit: "ms",
        measured: median(measured),
        floor: median(floor),
        aim: "≤ 2 ×",
      },
      {
        what: "Launch to first exec, p90",
        unit: "ms",
        measured: quantile(measured, 0.9),
        floor: quantile(floor, 0.9),
      },
    ];
    return figures;
  },
};

async function launched({ product }: Bench, name: string): Promise<number> {
  const { api } = product;
  const took = await timed(async () => {
    await api.launch({ name }, 60);
    await api.call("POST", `/sandboxes/${name}/exec`, { argv: ["true"] });
  });
  await product.discard(name);
  return took;
}

async function started({ engine }: Bench, id: string): Promise<number> {
  const took = await timed(async () => {
    await engine.engine.start(id, 1, startSpec({ egress: { mode: "proxy" } }));
    await engine.agent(id).run({ exec_id: "first", argv: ["true"] });
  });
  await engine.engine.destroy(id);
  return took;
}
