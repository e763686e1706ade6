/** Agents are killed while their sandboxes are in the middle of everything: told as it is, and every file comes back. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { agentPid } from "../product/processes.ts";
import { Product } from "../product/product.ts";
import { type Held, holdClone, holdDestruction, holdStream, release } from "./held.ts";
import { expectSound } from "./journal.ts";
import { Shell } from "./shell.ts";
import { digest, expectClone, fill, makeProject, type Project } from "./workspace.ts";

let product: Product;
let project: Project;

beforeAll(async () => {
  product = await Product.start();
  project = makeProject(product);
});

afterAll(() => product?.dispose());

test("kill -9 of agents: operations end as failed, nothing is destroyed, and a retry has every file", async () => {
  const { api } = product;
  const full = ["working", "saving", "exporting", "archiving"];
  await Promise.all([...full, "ending"].map((name) => api.launch({ name }, 60)));
  const digests = await Promise.all(full.map((name) => fill(product, name)));
  await api.call("POST", "/sandboxes/ending/complete", { exit_code: 0 });
  const shell = await Shell.open(product, "working");
  const lost: Held[] = [
    await holdClone(product, "cloning", project),
    await holdStream(product, "saving", "checkpoints", {}),
    await holdStream(product, "exporting", "exports", { kind: "archive", source: "live" }),
    await holdStream(product, "archiving", "teardown", { force: true }),
  ];
  const engine = product.pid("engine");
  process.kill(engine, "SIGSTOP");
  const ending = await holdDestruction(product, "ending");

  await killAgents(["cloning", ...full, "ending"]);
  release([...lost, { ...ending, frozen: [engine] }]);
  const names = ["cloning", ...full];
  const records = await Promise.all(names.map((name) => api.until(name, ({ state }) => state === "error")));
  await api.until("ending", ({ state }) => state === "destroyed");
  for (const { name, operation_id } of lost) {
    expect({ name, ...(await api.operation(name, operation_id)) }).toMatchObject({ name, status: "failed" });
  }
  for (const name of [...names, "ending"]) await expectSound(product, name);
  for (const { name, error } of records) {
    const reason_code = name === "cloning" ? "sandbox_stopped" : "sandbox_lost";
    expect({ name, error }).toMatchObject({ name, error: { reason_code } });
  }
  expect(await api.exports("exporting")).toMatchObject([{ status: "failed" }]);
  await shell.expectGone();

  await Promise.all(
    names.map((name) => api.call("POST", `/sandboxes/${name}/resume`, {}, { prefer: "wait=60" })),
  );
  expect(await Promise.all(full.map((name) => digest(product, name)))).toEqual(digests);
  await expectClone(product, "cloning", project);
  for (const name of names) await expectSound(product, name);
});

async function killAgents(names: readonly string[]): Promise<void> {
  const records = await Promise.all(names.map((name) => product.api.record(name)));
  for (const { id } of records) process.kill(agentPid(product.dataDir, id), "SIGKILL");
}
