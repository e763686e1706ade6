import fc from "fast-check";
import { expect, test } from "vitest";
import { type ServerEvent, serverEvents } from "./server-events.ts";

test("however a stream is cut into pieces, its events are the same", async () => {
  const stream =
    'id: 3\nevent: stdout\ndata: {"text":"ü\\n€😀"}\n\n: alive\n\ndata: 1\n\nevent: exit\ndata: {"a":":"}\n\nevent: cut';
  const bytes = Buffer.from(stream);
  const expected = [
    { event: "stdout", id: "3", data: { text: "ü\n€😀" } },
    { event: "message", id: null, data: 1 },
    { event: "exit", id: null, data: { a: ":" } },
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (cuts) => {
      const ends = [...cuts, bytes.length].sort((a, b) => a - b);
      const pieces = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
      const seen: ServerEvent[] = [];
      for await (const event of serverEvents(from(pieces))) seen.push(event);
      expect(seen).toEqual(expected);
    }),
  );
});

async function* from(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
