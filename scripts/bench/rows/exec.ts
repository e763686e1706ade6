import { startSpec } from "../../../container/local/testing/engine-process.ts";
import type { Row } from "../figure.ts";
import { median, p99, timed } from "../statistics.ts";

const ROUNDS = 300;

export const exec: Row = {
  name: "exec",
  how: `\`true\` ${ROUNDS} times through the API, one after another.`,
  floor: "The same through an engine to the agent.",
  measure: async ({ product, engine }) => {
    const { api } = product;
    await api.launch({ name: "exec" }, 60);
    await engine.engine.start("exec", 1, startSpec({ egress: { mode: "proxy" } }));
    const agent = engine.agent("exec");
    const measured: number[] = [];
    const floor: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      measured.push(await timed(() => api.call("POST", "/sandboxes/exec/exec", { argv: ["true"] })));
      floor.push(await timed(() => agent.run({ exec_id: `exec-${round}`, argv: ["true"] })));
    }
    await product.discard("exec");
    await engine.engine.destroy("exec");
    return [
      {
        what: "Exec of true, median",
        unit: "ms",
        measured: median(measured),
        floor: median(floor),
        aim: "≤ +10 ms",
      },
      { what: "Exec of true, p99", unit: "ms", measured: p99(measured), floor: p99(floor), aim: "≤ +10 ms" },
    ];
  },
};
