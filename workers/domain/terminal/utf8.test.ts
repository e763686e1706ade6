import fc from "fast-check";
import { expect, test } from "vitest";
import { wholeCharacters } from "./utf8.ts";

test("C27: text cut anywhere into chunks is put together without a broken character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.array(fc.nat(7), { maxLength: 60 }), (text, sizes) => {
      const bytes = new TextEncoder().encode(text);
      let pending = new Uint8Array();
      let decoded = "";
      let at = 0;
      for (const size of [...sizes, bytes.length]) {
        const chunk = new Uint8Array([...pending, ...bytes.subarray(at, at + size)]);
        at = Math.min(at + size, bytes.length);
        const whole = wholeCharacters(chunk);
        decoded += new TextDecoder("utf-8", { fatal: true }).decode(chunk.subarray(0, whole));
        pending = chunk.slice(whole);
      }
      expect(decoded + new TextDecoder().decode(pending)).toBe(text);
    }),
  );
});

test("bytes that are not UTF-8 are never held back beyond three", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      const whole = wholeCharacters(bytes);
      expect(whole).toBeGreaterThanOrEqual(bytes.length - 3);
      expect(whole).toBeLessThanOrEqual(bytes.length);
    }),
  );
});
