/** docs/benchmarks.md: the last run's figures and how they were taken. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import type { Figure, Row } from "./figure.ts";
import { table } from "./table.ts";

export interface Run {
  readonly figures: readonly Figure[];
  readonly rows: readonly Row[];
  /** Load of the machine before the run (1 minute). */
  readonly load: number;
}

export function writeReport(path: string, { figures, rows, load }: Run): void {
  const [cpu] = cpus();
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  writeFileSync(
    path,
    `# Benchmarks

Written by \`npm run bench\`. It starts the product on a data folder of its own, measures it from outside, and in the same run
measures a floor: the least that does the same work on the same machine. Ratios count; absolute figures only inform. MB are
10⁶ bytes.

- **Date**: ${new Date().toISOString().slice(0, 10)}, commit ${commit}
- **Machine**: ${cpus().length} × ${cpu?.model ?? "unknown CPU"}, ${gibibytes} GiB, Linux ${release()}, Node ${process.versions.node}; load before the run ${load.toFixed(1)}

${table(figures)}

## How

${rows.map(({ name, how, floor }) => `- **${name}**: ${how} Floor: ${floor}`).join("\n")}
`,
  );
}
