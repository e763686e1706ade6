import headless from "@xterm/headless";
import { expect, test } from "vitest";
import { OwnScreen } from "./own-screen.ts";

const bytes = (text: string) => Buffer.from(text);

/** What the person's terminal was given, and how far it was said to be. */
function shownOn() {
  const seen = { text: "", offsets: [] as number[] };
  const terminal = {
    write(data: string | Uint8Array, written?: unknown) {
      seen.text += typeof data === "string" ? data : Buffer.from(data).toString();
      if (typeof written === "function") written();
      return true;
    },
  };
  const screen = new OwnScreen(terminal as never, (offset) => seen.offsets.push(offset));
  return { seen, screen };
}

test("old questions are not asked again, and new ones only of who drives", () => {
  const { seen, screen } = shownOn();
  screen.replayedUntil(10);
  screen.push({ type: "output", offset: 2, data: bytes("old\x1b[6n.") });
  screen.driving = true;
  screen.push({ type: "output", offset: 10, data: bytes("mine\x1b[6n.") });
  screen.driving = false;
  screen.push({ type: "output", offset: 19, data: bytes("theirs\x1b[c.") });
  expect(seen.text).toBe("old.mine\x1b[6n.theirs.");
  expect(seen.offsets).toEqual([10, 19, 29]);
});

test("a question that came while nobody was there is old although its piece is not", () => {
  const { seen, screen } = shownOn();
  screen.driving = true;
  screen.replayedUntil(4);
  screen.push({ type: "output", offset: 0, data: bytes("\x1b[5n\x1b[6n") });
  expect(seen.text).toBe("\x1b[6n");
});

test("a screen that is given after a gap is shown exactly, whatever was there before", async () => {
  const { seen, screen } = shownOn();
  screen.push({ type: "output", offset: 0, data: bytes("before\x1b[?1049h\x1b[31mfull\x1b]0;cut off") });
  screen.push({ type: "gap", offset: 5_000 });
  screen.push({ type: "screen", offset: 6_000, cols: 40, rows: 5, data: bytes("one\r\ntwo") });
  screen.push({ type: "output", offset: 6_000, data: bytes("!") });
  const terminal = new headless.Terminal({ cols: 40, rows: 5, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(seen.text, resolve));
  const { active } = terminal.buffer;
  const lines = Array.from({ length: 5 }, (_, row) => active.getLine(row)?.translateToString(true));
  expect(lines).toEqual(["one", "two!", "", "", ""]);
  expect(active.type).toBe("normal");
  expect(active.getLine(0)?.getCell(0)?.getFgColorMode()).toBe(0);
  expect(seen.offsets.slice(1)).toEqual([5_000, 6_000, 6_001]);
});

test("a word of ours leaves a full-screen program's screen alone", () => {
  const { seen, screen } = shownOn();
  screen.note("hello");
  expect(seen.text).toBe("\r\n\x1b[0;7m hello \x1b[0m\r\n");
  screen.push({ type: "output", offset: 0, data: bytes("\x1b[?1049h") });
  seen.text = "";
  screen.note("hello");
  expect(seen.text).toBe("\x1b]2;sandbar: hello\x07\x07");
});
