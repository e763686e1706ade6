import headless from "@xterm/headless";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ChangedModes } from "./changed-modes.ts";

const CHANGES = [
  ...[1, 6, 7, 9, 25, 45, 47, 66, 1000, 1002, 1003, 1004, 1006, 1047, 1049, 2004, 2026].flatMap((mode) => [
    `\x1b[?${mode}h`,
    `\x1b[?${mode}l`,
  ]),
  ...[
    "\x1b[?1;2004h",
    "\x1b[4h",
    "\x1b[4l",
    "\x1b[3;10r",
    "\x1b[r",
    "\x1b[2 q",
    "\x1b[31;1m",
    "\x1b=",
    "\x1b(0",
    "\x1bc",
  ],
];

/** Modes of a terminal, and how text written now would look. */
async function after(sequences: readonly string[]) {
  const terminal = new headless.Terminal({ cols: 20, rows: 12, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(`${sequences.join("")}\x1b[5;1Hq`, resolve));
  const cell = terminal.buffer.active.getLine(terminal.buffer.active.viewportY + 4)?.getCell(0);
  const look = [cell?.getChars(), cell?.getFgColorMode(), cell?.isBold()];
  return { modes: { ...terminal.modes }, buffer: terminal.buffer.active.type, look };
}

test("whatever programs change, the terminal is as it was before them", async () => {
  const fresh = await after([]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...CHANGES), { maxLength: 20 }), async (sequences) => {
      const modes = new ChangedModes();
      for (const sequence of sequences) modes.note(sequence);
      expect(await after([...sequences, modes.restoring()])).toEqual(fresh);
    }),
    { numRuns: 200 },
  );
});

test("a screen that nobody changed stays: the cursor is not moved", () => {
  const restoring = new ChangedModes().restoring();
  expect(restoring).not.toContain("1049");
  expect(restoring).not.toContain("\x1b[r");
});
