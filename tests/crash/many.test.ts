/** Many at once, with crashes among them, and nothing left on the host at the end. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../product/polling.ts";
import { engineRecord, type Part, untilGone } from "../product/processes.ts";
import { Product } from "../product/product.ts";
import { expectSound } from "./journal.ts";
import { makeInvites, misTold, revokeAmidKill } from "./revocations.ts";

const NAMES = Array.from({ length: 10 }, (_, index) => `one-of-ten-${index}`);

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product?.dispose());

test("ten launched at once all run, and ten torn down at once leave nothing, though the engine and the Worker die", async () => {
  const { api } = product;
  const launches = NAMES.map((name) => api.launch({ name, command: `echo ${name} > name; sleep infinity` }));
  await eventually("launches in the engine", 30_000, () => inPhase(/./) >= 3, 1);
  await kill("engine", "workerd");
  const operations = await Promise.all(launches);
  const running = await Promise.all(NAMES.map((name) => api.until(name, ({ state }) => state === "running")));
  expect(new Set(running.map(({ id }) => id)).size).toBe(10);
  for (const [index, name] of NAMES.entries()) {
    expect(await api.operation(name, operations[index] ?? "")).toMatchObject({ status: "succeeded" });
    const written = () => api.exec(name, ["cat", "name"]);
    await eventually(`the command of ${name}`, 10_000, async () => (await written()).stdout === `${name}\n`);
  }

  const teardowns = NAMES.map((name) => api.persist("POST", `/sandboxes/${name}/teardown`, { force: true }));
  await eventually(
    "a sandbox that is being removed",
    30_000,
    () => inPhase(/destroying/) >= 1 || inPhase(/./) < 10,
    1,
  );
  await kill("engine", "workerd");
  await Promise.allSettled(teardowns);
  const destroyed = await Promise.all(NAMES.map((name) => endOf(name)));
  for (const { checkpoint } of destroyed) expect(checkpoint).toMatchObject({ verified: true });
  for (const name of NAMES) await expectSound(product, name);
  expect(product.leftovers()).toEqual([]);
});

test("C7: kill -9 of workerd amid dozens of changes: each that was made has its entry in the audit log", async () => {
  const ids = await makeInvites(product, 60);
  await revokeAmidKill(product, ids, 20);
  let wrong: readonly string[] = [];
  const told = async () => {
    wrong = await misTold(product, ids);
    return wrong.length === 0;
  };
  // The one that started after it tells what was interrupted, a moment after it serves.
  await eventually("an entry for every change", 15_000, told).catch(() => {});
  expect(wrong).toEqual([]);
});

/** A teardown whose answer was lost may not have arrived: it is asked for again. */
async function endOf(name: string) {
  const { api } = product;
  const record = await api.until(name, ({ operation }) => operation === null);
  if (record.state !== "destroyed") await api.persist("POST", `/sandboxes/${name}/teardown`, { force: true });
  return api.until(name, ({ state }) => state === "destroyed");
}

async function kill(...parts: Part[]): Promise<void> {
  const pids = parts.map((part) => product.pid(part));
  for (const pid of pids) process.kill(pid, "SIGKILL");
  await Promise.all(pids.map(untilGone));
  await product.untilHealthy();
}

/** Sandboxes that the engine has on disk in such a phase. */
function inPhase(phase: RegExp): number {
  return product.engineIds().filter((id) => phase.test(engineRecord(product.dataDir, id)?.phase ?? ""))
    .length;
}
