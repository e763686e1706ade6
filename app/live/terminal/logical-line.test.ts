import { Terminal } from "@xterm/headless";
import { expect, test } from "vitest";
import { prepareTerminal } from "../../../workers/domain/terminal/prepare-terminal.ts";
import { findLinks } from "./link-patterns.ts";
import { logicalLine } from "./logical-line.ts";

async function shown(text: string, cols: number): Promise<Terminal> {
  const terminal = new Terminal({ cols, rows: 10, allowProposedApi: true });
  prepareTerminal(terminal);
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  return terminal;
}

test("an address broken over rows is one link, from whichever row it is looked at", async () => {
  const terminal = await shown("go to https://example.com/a/long/path now\r\nnext", 16);
  for (const row of [0, 1, 2]) {
    const line = logicalLine(terminal.buffer.active, row);
    expect(line.text.trimEnd()).toBe("go to https://example.com/a/long/path now");
    const [link] = findLinks(line.text);
    expect(line.range(link!.start, link!.text.length)).toEqual({
      start: { x: 7, y: 1 },
      end: { x: 5, y: 3 },
    });
  }
  expect(logicalLine(terminal.buffer.active, 3).text.trimEnd()).toBe("next");
});

test("wide characters and those of several code units keep links where they are", async () => {
  const terminal = await shown("漢字👍 localhost:3000 ok", 40);
  const line = logicalLine(terminal.buffer.active, 0);
  const [link] = findLinks(line.text);
  expect(line.range(link!.start, link!.text.length)).toEqual({ start: { x: 8, y: 1 }, end: { x: 21, y: 1 } });
});

test("a wide character that did not fit leaves no gap in the text", async () => {
  const terminal = await shown("https://e.com/漢字", 15);
  expect(logicalLine(terminal.buffer.active, 1).text.trimEnd()).toBe("https://e.com/漢字");
});

test("a row that is not there is an empty line", async () => {
  const terminal = await shown("", 10);
  const line = logicalLine(terminal.buffer.active, 99);
  expect(line.text).toBe("");
  expect(line.range(0, 1)).toBeNull();
});
