import fc from "fast-check";
import { expect, test } from "vitest";
import { Scrollback } from "./scrollback.ts";

const chunks = fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 60 });

test("holds exactly the last bytes of what was appended, at their absolute offsets", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9000 }), chunks, fc.nat(1000), (capacity, appended, start) => {
      const ring = new Scrollback(capacity, start);
      let all: number[] = [];
      for (const chunk of appended) {
        ring.append(chunk);
        all = all.concat([...chunk]);
        expect(ring.endOffset).toBe(start + all.length);
        expect(ring.firstOffset).toBe(start + Math.max(0, all.length - capacity));
      }
      const { offset, frame } = ring.copy(0, Number.MAX_SAFE_INTEGER);
      expect(offset).toBe(ring.firstOffset);
      expect([...frame]).toEqual(all.slice(ring.firstOffset - start));
    }),
  );
});

test("copies any range, cut to what is kept, after any headroom", () => {
  fc.assert(
    fc.property(chunks, fc.nat(20_000), fc.nat(5000), fc.nat(16), (appended, from, length, headroom) => {
      const ring = new Scrollback(5000);
      const all = appended.flatMap((chunk) => [...chunk]);
      for (const chunk of appended) ring.append(chunk);
      const { offset, frame } = ring.copy(from, from + length, headroom);
      const begin = Math.min(Math.max(from, ring.firstOffset), ring.endOffset);
      expect(offset).toBe(begin);
      expect([...frame.subarray(headroom)]).toEqual(all.slice(begin, Math.max(begin, from + length)));
    }),
  );
});

test("forgets what lies before an offset", () => {
  const ring = new Scrollback(100);
  ring.append(new Uint8Array([1, 2, 3, 4]));
  ring.dropBefore(2);
  expect([...ring.copy(0, 10).frame]).toEqual([3, 4]);
  ring.dropBefore(99);
  expect(ring.firstOffset).toBe(4);
});

test("a capacity that is none is a bug", () => {
  expect(() => new Scrollback(0)).toThrow(RangeError);
  expect(() => new Scrollback(Number.NaN)).toThrow(RangeError);
});
