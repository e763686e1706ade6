import fc from "fast-check";
import { expect, test } from "vitest";
import { ControlSequences } from "./control-sequences.ts";
import { isQuestion } from "./questions.ts";

const PIECES = [
  ..."\x1b[]P\\?;0156cnq$p\x07\x05\x18\x1a h",
  ...[
    "\x1b[6n",
    "\x1b[c",
    "\x1b[?1049h",
    "\x1b]11;?\x07",
    "\x1b]0;t\x1b\\",
    "\x1bP+q544e\x1b\\",
    "\x1b(B",
    "ü€😀",
    "\r\n",
  ],
];
const output = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 40 })
  .map((parts) => Buffer.from(parts.join("")));

function through(keep: (sequence: string) => boolean, pieces: readonly Uint8Array[]): Buffer {
  const sequences = new ControlSequences(keep);
  return Buffer.concat(pieces.map((piece) => sequences.push(piece)));
}

function cut(data: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...cuts.map((at) => at % (data.byteLength + 1)), data.byteLength].sort((a, b) => a - b);
  return ends.map((end, index) => data.subarray(ends[index - 1] ?? 0, end));
}

test("whatever comes and however it is cut, no byte is changed where everything is wanted", () => {
  fc.assert(
    fc.property(output, fc.array(fc.nat()), (data, cuts) => {
      // A sequence at the very end waits for its rest; CAN ends it.
      const whole = Buffer.concat([data, Buffer.from("\x18")]);
      expect(through(() => true, cut(whole, cuts)).equals(whole)).toBe(true);
    }),
  );
});

test("questions are left out the same however they are cut, and none is left", () => {
  fc.assert(
    fc.property(output, fc.array(fc.nat()), (data, cuts) => {
      const once = through((sequence) => !isQuestion(sequence), [data]);
      expect(through((sequence) => !isQuestion(sequence), cut(data, cuts)).equals(once)).toBe(true);
    }),
  );
});

test("a sequence that another one cuts off hides nothing", () => {
  const silent = (text: string) =>
    through((sequence) => !isQuestion(sequence), [Buffer.from(text)]).toString();
  expect(silent("\x1b]0;title\x1b[6nx")).toBe("\x1b]0;titlex");
  expect(silent("\x1b[3\x1b[cx")).toBe("\x1b[3x");
  expect(silent("\x1b\x1b\x1b[5nx")).toBe("\x1b\x1bx");
});

test("a sequence without end is passed on, in bounded memory", () => {
  const long = Buffer.from(`\x1bPq${"~".repeat(100_000)}`);
  expect(through(() => true, [long]).byteLength).toBeGreaterThan(90_000);
});
