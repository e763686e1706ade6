/** Every part of the product is killed while sandboxes are in the middle of everything there is. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../product/polling.ts";
import { PARTS, type Part, untilGone } from "../product/processes.ts";
import { Product } from "../product/product.ts";
import { type Held, holdAllocation, holdClone, holdDestruction, holdStream, release } from "./held.ts";
import { AT_REST, expectSound } from "./journal.ts";
import { Shell } from "./shell.ts";
import { digest, expectClone, fill, makeProject, type Project } from "./workspace.ts";

let product: Product;
let project: Project;

beforeAll(async () => {
  product = await Product.start();
  project = makeProject(product);
});

afterAll(() => product?.dispose());

test.each(PARTS)("C7: kill -9 of the %s: what was under way goes on, and nothing is lost", async (part) => {
  const { api } = product;
  const named = (role: string) => `${role}-${part}`;
  const full = ["saving", "exporting", "archiving"].map(named);
  const all = ["cloning", "allocating", "working", "ending"].map(named).concat(full);
  await Promise.all([...full, named("working"), named("ending")].map((name) => api.launch({ name }, 60)));
  const digests = await Promise.all(full.map((name) => fill(product, name)));
  await api.call("POST", `/sandboxes/${named("ending")}/complete`, { exit_code: 0 });
  const shell = await Shell.open(product, named("working"));

  const held: Held[] = [
    await holdClone(product, named("cloning"), project),
    await holdStream(product, named("saving"), "checkpoints", {}),
    await holdStream(product, named("exporting"), "exports", { kind: "archive", source: "live" }),
    await holdStream(product, named("archiving"), "teardown", { force: true }),
  ];
  await shell.work();
  const engine = product.pid("engine");
  process.kill(engine, "SIGSTOP");
  held.push(await holdAllocation(product, named("allocating")));
  held.push(await holdDestruction(product, named("ending")));
  const killed_at = new Date().toISOString();
  await kill(part);
  release([...held, { name: "", operation_id: "", frozen: [engine] }]);
  await restart(part);

  // Nobody asks for any sandbox: they go on by themselves.
  if (part === "supervisor") await untilAtRest();
  await shell.expectExact();
  await Promise.all(held.map(({ name }) => api.until(name, ({ operation }) => operation === null)));
  for (const { name, operation_id } of held) {
    const { status, ended_at, error } = await api.operation(name, operation_id);
    expect({ name, status, error }).toEqual({ name, status: "succeeded", error: null });
    expect(ended_at && ended_at > killed_at, `${name} ended after the crash`).toBe(true);
  }
  for (const name of all) await expectSound(product, name);
  const states = await Promise.all(all.map(async (name) => (await api.record(name)).state));
  expect(states).toEqual(["running", "running", "running", "destroyed", "running", "running", "destroyed"]);
  await expectClone(product, named("cloning"), project);
  expect(await api.exports(named("exporting"))).toMatchObject([{ status: "succeeded" }]);
  await api.call("POST", `/sandboxes/${named("archiving")}/resume`, {}, { prefer: "wait=60" });
  expect(await Promise.all(full.map((name) => digest(product, name)))).toEqual(digests);
});

/** By the list, which wakes no sandbox's object. */
async function untilAtRest(): Promise<void> {
  await eventually("a list where nothing is on its way", 60_000, async () => {
    const items = await product.api.list();
    return items.every(({ operation, state }) => operation === null && AT_REST.includes(state));
  });
}

async function kill(part: Part): Promise<void> {
  const pid = product.pid(part);
  process.kill(pid, "SIGKILL");
  if (part === "supervisor") await product.supervisorGone();
  else await untilGone(pid);
}

/** The supervisor starts its parts again; the supervisor itself is started by the operator. */
async function restart(part: Part): Promise<void> {
  if (part === "supervisor") await product.begin();
  else await product.untilHealthy();
}
