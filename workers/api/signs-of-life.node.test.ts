import { expect, test } from "vitest";
import type { ServerEvent } from "./event-stream.ts";
import { withSignsOfLife } from "./signs-of-life.ts";

test("a silent source is given signs of life until it speaks, and every event of it comes once", async () => {
  const word = Promise.withResolvers<void>();
  async function* source(): AsyncGenerator<ServerEvent> {
    yield { event: "started" };
    await word.promise;
    yield { event: "exit" };
  }
  const events = withSignsOfLife(source(), 1);
  const given = [await events.next(), await events.next(), await events.next()];
  expect(given.map(({ value }) => value)).toEqual([{ event: "started" }, {}, {}]);
  word.resolve();
  const rest: ServerEvent[] = [];
  for await (const event of events) rest.push(event);
  expect(rest.filter(({ event }) => event)).toEqual([{ event: "exit" }]);
});

test("what the source throws is thrown, and leaving ends the source", async () => {
  let ended = 0;
  async function* source(): AsyncGenerator<ServerEvent> {
    try {
      yield { event: "started" };
      throw new Error("cut");
    } finally {
      ended++;
    }
  }
  const whole = withSignsOfLife(source(), 1_000);
  await whole.next();
  await expect(whole.next()).rejects.toThrow("cut");
  const left = withSignsOfLife(source(), 1_000);
  await left.next();
  await left.return(undefined);
  expect(ended).toBe(2);
});
