/** `npm run bench [row…]`: measures the running product beside floors, prints a table, writes docs/benchmarks.md. */
import { loadavg } from "node:os";
import { join } from "node:path";
import { EngineProcess } from "../../container/local/testing/engine-process.ts";
import { Product } from "../../tests/product/product.ts";
import { BareServer } from "./bare-server.ts";
import type { Figure, Row } from "./figure.ts";
import { writeReport } from "./report.ts";
import { echo } from "./rows/echo.ts";
import { exec } from "./rows/exec.ts";
import { fanOut } from "./rows/fan-out.ts";
import { interrupt } from "./rows/interrupt.ts";
import { large } from "./rows/large.ts";
import { launch } from "./rows/launch.ts";
import { live } from "./rows/live.ts";
import { many } from "./rows/many.ts";
import { memory } from "./rows/memory.ts";
import { output } from "./rows/output.ts";
import { resume } from "./rows/resume.ts";
import { table } from "./table.ts";

const ROWS: readonly Row[] = [
  launch,
  exec,
  echo,
  output,
  fanOut,
  resume,
  interrupt,
  memory,
  live,
  many,
  large,
];

const wanted = process.argv.slice(2);
const rows = ROWS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const unknown = wanted.filter((name) => !ROWS.some((row) => row.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no row ${unknown.join(", ")}; there are ${ROWS.map(({ name }) => name).join(", ")}.`,
  );
  process.exit(1);
}

const load = loadavg()[0] ?? 0;
const product = await Product.start();
const engine = new EngineProcess();
const bare = await BareServer.start();
const figures: Figure[] = [];
try {
  await engine.start();
  for (const row of rows) {
    console.error(`Measuring ${row.name}…`);
    figures.push(...(await row.measure({ product, engine, bare })));
  }
} finally {
  await Promise.allSettled([product.dispose(), engine.dispose(), bare.stop()]);
}
console.log(table(figures));
// A part of the rows is for whoever works on them; the document is of whole runs.
if (wanted.length === 0)
  writeReport(join(import.meta.dirname, "../../docs/benchmarks.md"), { figures, rows, load });
