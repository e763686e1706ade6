import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeFrame } from "../protocol.ts";
import { Tape } from "./tape.ts";

const CAPACITY = 500;
const side = fc.integer({ min: 1, max: 4096 });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => ({ type: "append" as const, bytes })),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("resize" as const), cols: side, rows: side }) },
  { weight: 1, arbitrary: fc.nat(3000).map((offset) => ({ type: "drop" as const, offset })) },
);
const begin = { cols: 80, rows: 24 };

/** What a tape is meant to be: every byte with the size it was written at, and the size now. */
function model(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[], start: number) {
  const tape = new Tape(CAPACITY, begin, start);
  const bytes: { value: number; cols: number; rows: number }[] = [];
  let size = begin;
  let dropped = 0;
  for (const one of steps) {
    if (one.type === "append") {
      tape.append(one.bytes);
      bytes.push(...[...one.bytes].map((value) => ({ value, ...size })));
    } else if (one.type === "resize") {
      size = { cols: one.cols, rows: one.rows };
      tape.resize(size);
    } else {
      tape.dropBefore(one.offset);
      dropped = Math.max(dropped, Math.min(one.offset - start, bytes.length));
    }
  }
  return { tape, bytes, size, first: Math.max(dropped, bytes.length - CAPACITY) };
}

test("read from any offset to any other, it gives each byte once, in the size it was written at", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.nat(1000), fc.nat(), fc.nat(), (steps, start, a, b) => {
      const { tape, bytes, size, first } = model(steps, start);
      expect([tape.firstOffset, tape.endOffset]).toEqual([start + first, start + bytes.length]);
      expect(tape.size).toEqual(size);
      const from = start + first + (a % (bytes.length - first + 1));
      const to = from + (b % (start + bytes.length - from + 1));
      const read: typeof bytes = [];
      let at = from;
      let shown = tape.sizeAt(from);
      for (;;) {
        const change = at > from ? tape.sizeFrame(at) : null;
        const decoded = change && decodeFrame(change);
        if (decoded?.ok && decoded.frame.type === "size")
          shown = { cols: decoded.frame.cols, rows: decoded.frame.rows };
        const output = tape.outputFrame(at, to);
        if (output === null) break;
        const frame = decodeFrame(output.frame);
        if (!frame.ok || frame.frame.type !== "output") throw new Error("not output");
        expect(frame.frame.offset).toBe(at);
        read.push(...[...frame.frame.data].map((value) => ({ value, ...shown })));
        at = output.next;
      }
      expect(at).toBe(to);
      expect(read).toEqual(bytes.slice(from - start, to - start));
      const copy = new Uint8Array(to - from);
      tape.copyInto(copy, from);
      expect([...copy]).toEqual(read.map(({ value }) => value));
    }),
  );
});

test("its changes of the size, piece by piece, are all there are", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.array(fc.nat(700), { maxLength: 8 }), (steps, cuts) => {
      const { tape } = model(steps, 0);
      const { firstOffset, endOffset } = tape;
      const places = [
        ...cuts.map((cut) => firstOffset + (cut % (endOffset - firstOffset + 1))),
        endOffset + 1,
      ].sort((x, y) => x - y);
      let from = firstOffset;
      const pieces = places.flatMap((to) => {
        const sizes = tape.sizesIn(from, to);
        from = to;
        return sizes;
      });
      expect(pieces).toEqual(tape.sizesIn(firstOffset, endOffset + 1));
      for (const { offset, cols, rows } of pieces) expect(tape.sizeAt(offset)).toEqual({ cols, rows });
    }),
  );
});

test("a size that changes twice at one place is the last one", () => {
  const tape = new Tape(100, begin);
  tape.append(new Uint8Array(3));
  tape.resize({ cols: 1, rows: 1 });
  tape.resize({ cols: 2, rows: 2 });
  expect(tape.sizesIn(0, 9)).toEqual([
    { offset: 0, ...begin },
    { offset: 3, cols: 2, rows: 2 },
  ]);
  expect(tape.sizeAt(2)).toEqual(begin);
});
