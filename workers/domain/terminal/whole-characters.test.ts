import fc from "fast-check";
import { expect, test } from "vitest";
import { WholeCharacters } from "./whole-characters.ts";

const encode = (text: string) => new TextEncoder().encode(text);

test("text that is cut anywhere comes out in whole characters, and all of it", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 20 }),
      (text, cuts) => {
        const bytes = encode(text);
        const whole = new WholeCharacters();
        const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
        let out = "";
        let at = 0;
        for (const cut of [...cuts, bytes.byteLength]) {
          out += strict.decode(whole.push(bytes.subarray(at, at + cut)));
          at += cut;
        }
        expect(out).toBe(text.toWellFormed());
      },
    ),
  );
});

test("bytes that are no UTF-8 all come out, in order", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 8 })), (pieces) => {
      const whole = new WholeCharacters();
      const out = [...pieces, encode("end")].flatMap((piece) => [...whole.push(piece)]);
      expect(out).toEqual([...pieces.flatMap((piece) => [...piece]), ...encode("end")]);
    }),
  );
});

test("after a gap a character that was begun is not finished by what follows", () => {
  const whole = new WholeCharacters();
  expect(whole.push(Uint8Array.of(0xe2, 0x80))).toEqual(new Uint8Array(0));
  whole.reset();
  expect(whole.push(encode("a"))).toEqual(encode("a"));
});
