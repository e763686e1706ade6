import fc from "fast-check";
import { expect, test } from "vitest";
import { ScreenScanner } from "./screen-scanner.ts";
import { SCROLLBACK, ScreenTerminal } from "./screen-terminal.ts";
import { screenText } from "./screen-text.ts";
import { COLS, piece, ROWS } from "./testing/programs.ts";
import { terminalState } from "./testing/terminal-state.ts";

const size = { cols: COLS, rows: ROWS };
const program = fc.array(piece, { maxLength: 60 });
function fed(...parts: (string | Uint8Array)[]): ScreenTerminal {
  const terminal = new ScreenTerminal(size);
  for (const part of parts) terminal.write(part);
  return terminal;
}

test("a terminal that gets the screen and the rest is as one that got everything", () => {
  fc.assert(
    fc.property(program, program, fc.nat(), (before, after, at) => {
      const all = Buffer.from([...before, ...after].join(""));
      const cut = new ScreenScanner().scan(all.subarray(0, at % (all.byteLength + 1)));
      fc.pre(cut >= 0);
      const whole = fed(all.subarray(0, cut));
      const screen = screenText(whole.terminal, SCROLLBACK);
      const other = fed(screen);
      expect(terminalState(other.terminal)).toEqual(terminalState(whole.terminal));
      // Clearing the scrollback moves a saved cursor in xterm, and one that has left the screen by other lines.
      const rest = Buffer.from(all.toString("latin1", cut).replaceAll("\x1b[3J", ""), "latin1");
      whole.write(rest);
      other.write(rest);
      expect(terminalState(other.terminal, false)).toEqual(terminalState(whole.terminal, false));
    }),
    { numRuns: 500 },
  );
});
