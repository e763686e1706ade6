import { expect, test } from "vitest";
import { firstPart } from "./first-part.ts";

const stream = (...parts: string[]) => {
  const bytes = new TextEncoder().encode(parts.join("|"));
  return new ReadableStream<Uint8Array>({
    start(controller) {
      // Cut without regard for characters, as networks do.
      for (let at = 0; at < bytes.length; at += 3) controller.enqueue(bytes.slice(at, at + 3));
      controller.close();
    },
  });
};

test("a short text is whole, whatever its bytes are cut into", async () => {
  expect(await firstPart(stream("küche\n🌊\n"), 100)).toEqual({ text: "küche\n🌊\n", whole: true });
  expect(await firstPart(null, 100)).toEqual({ text: "", whole: true });
});

test("a long text ends with a whole line", async () => {
  expect(await firstPart(stream("one\ntwo\nthree\n"), 10)).toEqual({ text: "one\ntwo\n", whole: false });
  expect(await firstPart(stream("one\ntwo\n"), 8)).toEqual({ text: "one\ntwo\n", whole: true });
});

test("a first line that is too long leaves nothing", async () => {
  expect(await firstPart(stream("x".repeat(50)), 10)).toEqual({ text: "", whole: false });
});
