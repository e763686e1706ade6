/** Parts of the product are killed while git works in scratch sandboxes: the exports go on, and nothing is left of those. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { engineRecord, freezeInside, type Part, untilGone } from "../product/processes.ts";
import { Product } from "../product/product.ts";
import { type Held, release } from "./held.ts";
import { expectSound } from "./journal.ts";
import { makeProject, type Project } from "./workspace.ts";

let product: Product;
let project: Project;

beforeAll(async () => {
  product = await Product.start();
  project = makeProject(product);
});

afterAll(() => product?.dispose());

test.each(["worker", "engine"] as const)(
  "C7: kill -9 of the %s during exports: they go on, and no scratch sandbox is left",
  async (part: Part) => {
    const { api } = product;
    const [patching, pushing] = [`patching-${part}`, `pushing-${part}`];
    for (const name of [patching, pushing]) {
      await api.launch({ name, repository: project.url }, 60);
      await api.until(name, ({ state }) => state === "running");
      // Large enough for git to be met at work.
      await api.exec(name, [
        "bash",
        "-ec",
        "head -c 8000000 /dev/urandom > data.bin; echo changed > README.md",
      ]);
      await api.call("POST", `/sandboxes/${name}/checkpoints`, {}, { prefer: "wait=60" });
      await api.until(name, ({ operation, checkpoint }) => operation === null && checkpoint !== null);
    }
    const held = [
      await holdGit(patching, { kind: "patch" }, /^git diff-tree .*-p /),
      await holdGit(pushing, { kind: "branch", branch: `from/${part}` }, /^git bundle create/),
    ];
    const pid = product.pid(part);
    process.kill(pid, "SIGKILL");
    await untilGone(pid);
    release(held);
    await product.untilHealthy();

    for (const { name, operation_id } of held) {
      const { id } = await api.until(name, ({ operation }) => operation === null);
      const { status, error } = await api.operation(name, operation_id);
      expect({ name, status, error }).toEqual({ name, status: "succeeded", error: null });
      expect(engineRecord(product.dataDir, `${id}-ex`)).toBeUndefined();
      await expectSound(product, name);
    }
    const git = (...args: string[]) => execFileSync("git", ["-C", fileURLToPath(project.url), ...args]);
    const pushed = git("diff", "--name-only", project.commit, `from/${part}`).toString();
    expect(pushed).toBe("README.md\ndata.bin\n");
    expect(await api.exports(patching)).toMatchObject([{ status: "succeeded", summary: { files: 2 } }]);
  },
  300_000,
);

/** An export whose git is stopped in its scratch sandbox. */
async function holdGit(name: string, body: object, command: RegExp): Promise<Held> {
  const { id } = await product.api.record(name);
  const path = `/sandboxes/${name}/exports`;
  const { operation_id } = await product.api.call<{ operation_id: string }>("POST", path, body);
  return { name, operation_id, frozen: [await freezeInside(product.dataDir, `${id}-ex`, command)] };
}
