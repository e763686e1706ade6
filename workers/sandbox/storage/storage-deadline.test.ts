import { expect, test } from "vitest";
import { withinDeadline } from "./storage-deadline.ts";

const never = new Promise<never>(() => undefined);
const { signal } = new AbortController();

test("a call that storage never answers ends as one that may be tried again, and says what to look at", async () => {
  await expect(withinDeadline(never, signal, 1)).rejects.toMatchObject({
    refusal: {
      reason_code: "save_interrupted",
      retryable: true,
      next_step: expect.stringContaining("space"),
    },
  });
});

test("whoever is overtaken does not wait for storage", async () => {
  const overtaken = new AbortController();
  const waiting = withinDeadline(never, overtaken.signal);
  overtaken.abort(new Error("overtaken"));
  await expect(waiting).rejects.toThrow("overtaken");
  await expect(withinDeadline(never, overtaken.signal)).rejects.toThrow("overtaken");
});

test("what storage answers in time is passed on, failures too", async () => {
  expect(await withinDeadline(Promise.resolve(7), signal)).toBe(7);
  await expect(withinDeadline(Promise.reject(new Error("refused")), signal)).rejects.toThrow("refused");
});
