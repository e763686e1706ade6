/** Two things are wanted of one sandbox at the same time. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Product } from "../product/product.ts";
import { holdStream, release } from "./held.ts";
import { expectSound } from "./journal.ts";
import { digest, fill } from "./workspace.ts";

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product?.dispose());

test("R2: a teardown while an export runs is refused, whoever asks how; afterwards it goes through", async () => {
  const { api } = product;
  await api.launch({ name: "exported" }, 60);
  const work = await fill(product, "exported");
  const held = await holdStream(product, "exported", "exports", { kind: "archive", source: "live" });
  for (const body of [{}, { force: true }, { force: true, discard: true, confirm: "exported" }]) {
    expect(await api.request("POST", "/sandboxes/exported/teardown", body)).toMatchObject({
      status: 409,
      body: { reason_code: "export_in_progress", retryable: true, operation_id: held.operation_id },
    });
  }
  release([held]);
  await api.until("exported", ({ operation }) => operation === null);
  expect(await api.exports("exported")).toMatchObject([{ status: "succeeded" }]);
  await api.call("POST", "/sandboxes/exported/teardown", { force: true }, { prefer: "wait=60" });
  await expectSound(product, "exported");
  await api.call("POST", "/sandboxes/exported/resume", {}, { prefer: "wait=60" });
  expect(await digest(product, "exported")).toBe(work);
});

test("two teardowns at once: one saves and destroys, the other is told of it, and nothing is lost", async () => {
  const { api } = product;
  await api.launch({ name: "twice" }, 60);
  const work = await fill(product, "twice");
  const ask = () => api.request("POST", "/sandboxes/twice/teardown", { force: true });
  const replies = (await Promise.all([ask(), ask(), ask()])).sort((one, other) => one.status - other.status);
  const [accepted, ...refused] = replies;
  expect(accepted).toMatchObject({ status: 202, body: { operation_id: expect.any(String) } });
  const { operation_id } = (accepted as { body: { operation_id: string } }).body;
  for (const reply of refused) {
    const body = { reason_code: "operation_conflict", retryable: true, operation_id };
    expect(reply).toMatchObject({ status: 409, body });
  }
  await api.until("twice", ({ state }) => state === "destroyed");
  expect(await api.operation("twice", operation_id)).toMatchObject({ status: "succeeded" });
  expect(await api.request("POST", "/sandboxes/twice/teardown", {}, { prefer: "wait=60" })).toMatchObject({
    status: 200,
  });
  await expectSound(product, "twice");
  await api.call("POST", "/sandboxes/twice/resume", {}, { prefer: "wait=60" });
  expect(await digest(product, "twice")).toBe(work);
});
