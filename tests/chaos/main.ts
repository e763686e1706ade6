/** `npm run chaos -- --viewers 20 --megabytes 100 --seed N`: a storm as long as wanted. Exits with 1 when a byte was wrong. */
import { parseArgs } from "node:util";
import { FaultyProduct } from "./parts.ts";
import { type StormReport, storm } from "./storm.ts";
import { INNER_WEATHER, OUTER_WEATHER } from "./weather.ts";

const { values } = parseArgs({
  options: {
    viewers: { type: "string", default: "20" },
    megabytes: { type: "string", default: "100" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    pause: { type: "string", default: "100" },
    minutes: { type: "string", default: "10" },
  },
});
const seed = Number(values.seed);
console.log(`Seed ${seed}.`);
const product = await FaultyProduct.start();
try {
  const report = await storm(product, {
    seed,
    viewers: Number(values.viewers),
    bytes: Number(values.megabytes) * 1_000_000,
    pause_ms: Number(values.pause),
    outer: OUTER_WEATHER,
    inner: INNER_WEATHER,
    kills: ["engine", "worker", "engine", "worker"],
    timeout_ms: Number(values.minutes) * 60_000,
  });
  tell(report);
} finally {
  await product.dispose();
}

function tell({ viewers, cuts, kills, took_ms }: StormReport): void {
  for (const [index, viewer] of viewers.entries()) {
    const { checkedBytes, gapBytes, gaps, connections, closes, faults } = viewer;
    const codes = [...closes].map(([code, times]) => `${code} × ${times}`).join(", ");
    console.log(
      `Viewer ${index + 1}: ${checkedBytes} bytes right, ${gapBytes} told lost in ${gaps} gaps, ` +
        `${connections} connections (closed: ${codes})${faults.length ? `; WRONG: ${faults.slice(0, 5).join("; ")}` : ""}`,
    );
  }
  const wrong = viewers.filter(({ faults }) => faults.length > 0).length;
  console.log(
    `${wrong} of ${viewers.length} wrong; ${cuts.outer} cuts before the Worker, ${cuts.inner} behind it, ` +
      `${kills} kills, ${(took_ms / 1000).toFixed(1)} s.`,
  );
  if (wrong > 0) process.exitCode = 1;
}
