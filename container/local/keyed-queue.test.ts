import { expect, test } from "vitest";
import { KeyedQueue } from "./keyed-queue.ts";

test("tasks of one key run in order, also after one failed; other keys do not wait", async () => {
  const queue = new KeyedQueue();
  const seen: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = queue.run("a", async () => {
    await gate.promise;
    seen.push("a1");
    throw new Error("a1 failed");
  });
  const second = queue.run("a", async () => seen.push("a2"));
  await queue.run("b", async () => seen.push("b1"));
  gate.resolve();
  await expect(first).rejects.toThrow("a1 failed");
  await second;
  expect(seen).toEqual(["b1", "a1", "a2"]);
});
