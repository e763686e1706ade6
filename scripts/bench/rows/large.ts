import { readFileSync } from "node:fs";
import { eventually } from "../../../tests/product/polling.ts";
import type { Part } from "../../../tests/product/processes.ts";
import type { Product } from "../../../tests/product/product.ts";
import type { Figure, Row } from "../figure.ts";
import { timed } from "../statistics.ts";

const FILES = 50_000;
const FILE_BYTES = 20_000;
const NAME = "large-workspace";
/** Longest that one operation may take, ms. */
const PATIENCE_MS = 30 * 60_000;
const SAMPLE_MS = 100;
/** Whose memory a whole archive may not pile up in. */
const WATCHED = ["workerd", "worker"] as const satisfies readonly Part[];

/** Bytes that don't compress: the archive is as large as the files. */
const FILL = `
  const { mkdirSync, writeFileSync } = require("node:fs");
  const { randomBytes } = require("node:crypto");
  for (let file = 0; file < ${FILES}; file++) {
    const folder = "d" + Math.floor(file / 500);
    if (file % 500 === 0) mkdirSync(folder);
    writeFileSync(folder + "/f" + file, randomBytes(${FILE_BYTES}));
  }`;
const DIGEST = "find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum -z | sha256sum";
const FLOOR = "tar -c . | gzip -1 | sha256sum";

export const large: Row = {
  name: "large",
  how: `${FILES} files, ${(FILES * FILE_BYTES) / 1e9} GB of random bytes: saved, torn down (which saves again) and resumed, compared by the SHA-256 of all; memory (RSS) every ${SAMPLE_MS} ms.`,
  floor: "tar, gzip -1 and sha256sum of the same files in the same sandbox; for memory, what it was before.",
  measure: async ({ product }) => {
    await product.api.launch({ name: NAME, profile: "large" }, 60);
    await run(product, ["node", "-e", FILL]);
    const before = await run(product, ["bash", "-c", DIGEST]);
    const floor = await timed(() => run(product, ["bash", "-c", FLOOR]));
    const memory = new MemoryWatch(product);
    const saved = await timed(() => operation(product, "checkpoints", {}));
    const tornDown = await timed(() => operation(product, "teardown", { force: true }));
    const resumed = await timed(() => operation(product, "resume", {}));
    const peaks = memory.stop();
    const after = await run(product, ["bash", "-c", DIGEST]);
    if (after !== before) throw new Error(`restored as ${after}, was ${before}`);
    await product.discard(NAME);
    const what = (deed: string) => `1 GB in 50,000 files: ${deed}`;
    const seconds = (deed: string, ms: number): Figure => ({
      what: what(deed),
      unit: "s",
      measured: ms / 1000,
    });
    return [
      { ...seconds("save", saved), floor: floor / 1000 },
      { ...seconds("teardown", tornDown), floor: floor / 1000 },
      seconds("resume", resumed),
      ...peaks.map(({ part, before, most }): Figure => {
        return { what: what(`${part}, most memory`), unit: "MB", measured: most, floor: before };
      }),
    ];
  },
};

/** Standard output of a command in the sandbox, which must succeed. */
async function run({ api }: Product, argv: readonly string[]): Promise<string> {
  const { exit_code, stdout, stderr } = await api.exec(NAME, argv);
  if (exit_code !== 0) throw new Error(`${argv[0]} ended with ${exit_code}: ${stderr}`);
  return stdout;
}

/** Begins an operation and waits for its success. */
async function operation({ api }: Product, path: string, body: object): Promise<void> {
  const started = await api.call<{ operation_id: string }>("POST", `/sandboxes/${NAME}/${path}`, body);
  await eventually(`the end of ${path}`, PATIENCE_MS, async () => {
    const { status, error } = await api.operation(NAME, started.operation_id);
    if (status === "failed") throw new Error(`${path} failed: ${JSON.stringify(error)}`);
    return status === "succeeded";
  });
}

/** Resident memory of the product's own processes, MB. */
class MemoryWatch {
  readonly #samples = new Map<Part, number[]>();
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(product: Product) {
    const pids = WATCHED.map((part) => [part, product.pid(part)] as const);
    const sample = () => {
      for (const [part, pid] of pids) {
        this.#samples.set(part, [...(this.#samples.get(part) ?? []), residentMemory(pid)]);
      }
    };
    sample();
    this.#timer = setInterval(sample, SAMPLE_MS);
  }

  stop(): { part: Part; before: number; most: number }[] {
    clearInterval(this.#timer);
    return [...this.#samples].map(([part, samples]) => {
      return { part, before: samples[0] ?? 0, most: Math.max(...samples) };
    });
  }
}

function residentMemory(pid: number): number {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return (Number(kibibytes) * 1024) / 1e6;
}
