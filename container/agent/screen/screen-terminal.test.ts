import fc from "fast-check";
import { expect, test } from "vitest";
import { ScreenTerminal } from "./screen-terminal.ts";
import { piece } from "./testing/programs.ts";
import { terminalState } from "./testing/terminal-state.ts";

const line = fc.string({ unit: fc.constantFrom(..."abc XYZ 0123456789~"), maxLength: 40 });
const accented = fc.string({ unit: fc.constantFrom(..."aé漢👍e\u0301 \t"), maxLength: 30 });
const ending = fc.constantFrom("\n", "\r\n", "\r\n", "\rover\n");
/** Hundreds of KB of lines, made of a few. */
const flood = fc
  .tuple(
    fc.array(fc.tuple(fc.oneof({ weight: 4, arbitrary: line }, accented), ending), {
      minLength: 1,
      maxLength: 4,
    }),
    fc.integer({ min: 300, max: 3000 }),
  )
  .map(([lines, times]) =>
    lines
      .map((parts) => parts.join(""))
      .join("")
      .repeat(times),
  );
const part = fc.oneof(
  { weight: 1, arbitrary: flood },
  { weight: 3, arbitrary: fc.array(piece, { maxLength: 8 }).map((all) => all.join("")) },
);
const sizes = fc.record({ cols: fc.integer({ min: 2, max: 50 }), rows: fc.integer({ min: 1, max: 12 }) });

test("floods of text are taken with the same result as if every line had been written", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), sizes, fc.option(sizes), (parts, size, later) => {
      const [sooner, whole] = [new ScreenTerminal(size), new ScreenTerminal(size)];
      for (const [index, text] of parts.entries()) {
        const bytes = Buffer.from(text);
        sooner.feed(bytes);
        whole.write(bytes);
        if (index !== 2 || later === null) continue;
        sooner.resize(later);
        whole.resize(later);
      }
      sooner.write("\x1b[m");
      whole.write("\x1b[m");
      expect(terminalState(sooner.terminal, false)).toEqual(terminalState(whole.terminal, false));
    }),
    { numRuns: 60 },
  );
});
