import { Terminal } from "@xterm/headless";
import { expect, test } from "vitest";
import { copiedText, onProgramCopy } from "./program-clipboard.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

test.each([
  [`c;${base64("hello")}`, "hello"],
  [`;${base64("grüße 漢")}`, "grüße 漢"],
  [`pc;${base64("both")}`, "both"],
  ["c;?", null],
  [";?", null],
  ["c;", ""],
  ["c;***", null],
  [`c;${Buffer.from([0xff, 0xfe]).toString("base64")}`, null],
  [`x;${base64("hello")}`, null],
  [base64("hello"), null],
  [`c;${base64("x".repeat(1024 * 1024 + 1))}`, null],
])("%.20j is read as it should be", (data, text) => {
  expect(copiedText(data)).toBe(text);
});

test("a program can copy, and can neither read the clipboard nor learn or change the window", async () => {
  const terminal = new Terminal({ allowProposedApi: true });
  const copied: string[] = [];
  const answered: string[] = [];
  onProgramCopy(terminal.parser, (text) => copied.push(text));
  terminal.onData((data) => answered.push(data));
  const asks = [
    "\u001b]52;c;?\u0007",
    "\u001b[14t",
    "\u001b[18t",
    "\u001b[20t",
    "\u001b[21t",
    "\u001b[8;10;10t",
  ];
  const pictures = [
    "\u001bPq#0;2;0;0;0~~\u001b\\",
    "\u001b]1337;File=inline=1:AAAA\u0007",
    "\u001b_Gf=24;AAAA\u001b\\",
  ];
  const all = [...asks, ...pictures, `\u001b]52;c;${base64("mine")}\u0007`, "end"].join("");
  await new Promise<void>((resolve) => terminal.write(all, resolve));
  expect(copied).toEqual(["mine"]);
  expect(answered).toEqual([]);
  expect([terminal.cols, terminal.rows]).toEqual([80, 24]);
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe("end");
});
