/** A disk is full while a sandbox is saved: the one that archives are kept on, or the one of everything else. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually } from "../product/polling.ts";
import { Product } from "../product/product.ts";
import { expectSound } from "./journal.ts";
import { SmallDisk } from "./small-disk.ts";
import { digest, fill } from "./workspace.ts";

const MB = 1024 * 1024;
const canMount = process.getuid?.() === 0;

describe.skipIf(!canMount)("full disks (needs root, to mount small ones)", () => {
  let product: Product;
  let records: SmallDisk;
  let archives: SmallDisk;

  beforeAll(async () => {
    product = await Product.start((dataDir) => {
      records = new SmallDisk(join(dataDir, "state"), 32 * MB);
      archives = new SmallDisk(join(dataDir, "state/v3/r2"), 160 * MB);
      return async () => {
        await archives.unmount();
        await records.unmount();
      };
    });
  });

  afterAll(async () => {
    records?.makeSpace();
    archives?.makeSpace();
    await product?.dispose();
  });

  test("no room for an archive: the save says so, nothing is lost, and the next one succeeds", {
    timeout: 300_000,
  }, async () => {
    const { api } = product;
    await api.launch({ name: "archived" }, 60);
    expect(await endOf(product, "archived", await save(product, "archived"))).toMatchObject({
      status: "succeeded",
    });
    const { checkpoint } = await api.record("archived");
    const work = await fill(product, "archived");
    archives.fill();
    const failed = await endOf(product, "archived", await save(product, "archived"));
    expect(failed).toMatchObject({
      status: "failed",
      error: { reason_code: "save_interrupted", retryable: true },
    });
    const record = await api.record("archived");
    expect(record).toMatchObject({ state: "running", operation: null, checkpoint });
    expect(record.teardown.blockers).toMatchObject([{ code: "save_failed" }]);
    expect(await digest(product, "archived")).toBe(work);
    archives.makeSpace();
    expect(await endOf(product, "archived", await save(product, "archived"))).toMatchObject({
      status: "succeeded",
    });
    await expectKept(product, "archived", work);
  });

  test("no room for records either: it is said, nothing is lost, and everything goes on once there is", {
    timeout: 300_000,
  }, async () => {
    const { api } = product;
    await api.launch({ name: "recorded" }, 60);
    const work = await fill(product, "recorded");
    records.fill();
    const decided = await eventually("a refusal of what people decide", 60_000, async () => {
      const reply = await api.request("PATCH", "/policy", { max_active_per_member: 999 });
      return reply.status < 400 ? null : reply;
    });
    expect(decided).toMatchObject({
      status: 507,
      body: { reason_code: "server_disk_full", retryable: true, next_step: expect.stringContaining("space") },
    });
    const health = await fetch(`${product.origin}/healthz`);
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({
      checks: { d1: { ok: false, problem: expect.stringContaining("full") }, engine: { ok: true } },
    });
    await eventually("a refusal that names the disk", 60_000, async () => {
      const { status, body } = await api.request("POST", "/sandboxes/recorded/checkpoints", {});
      return status === 507 && (body as { reason_code: string }).reason_code === "server_disk_full";
    });
    records.makeSpace();
    await product.untilHealthy();
    await api.call("PATCH", "/policy", { max_active_per_member: 1000 });
    await api.until("recorded", ({ state, operation }) => state === "running" && operation === null);
    expect(await digest(product, "recorded")).toBe(work);
    expect(await endOf(product, "recorded", await save(product, "recorded"))).toMatchObject({
      status: "succeeded",
    });
    await expectKept(product, "recorded", work);
  });
});

/** Begins a save; answers its operation's id. */
async function save({ api }: Product, name: string): Promise<string> {
  const path = `/sandboxes/${name}/checkpoints`;
  return (await api.persist<{ operation_id: string }>("POST", path, {})).operation_id;
}

/** A storage that fails is tried for more than a minute before the save is called failed. */
async function endOf({ api }: Product, name: string, operation_id: string) {
  return eventually("the end of a save", 200_000, async () => {
    const operation = await api.operation(name, operation_id);
    return operation.status === "running" ? null : operation;
  });
}

/** Archives it, brings it back, and finds every byte. */
async function expectKept(product: Product, name: string, work: string): Promise<void> {
  const { api } = product;
  await api.call("POST", `/sandboxes/${name}/teardown`, { force: true }, { prefer: "wait=60" });
  await expectSound(product, name);
  await api.call("POST", `/sandboxes/${name}/resume`, {}, { prefer: "wait=60" });
  expect(await digest(product, name)).toBe(work);
}
