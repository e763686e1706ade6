import headless from "@xterm/headless";
import { expect, test } from "vitest";
import { isQuestion } from "./questions.ts";

const ASKED = [
  "\x1b[c",
  "\x1b[0c",
  "\x1b[>c",
  "\x1b[5n",
  "\x1b[6n",
  "\x1b[?6n",
  "\x1b[?25$p",
  "\x1b[4$p",
  "\x1bP$qm\x1b\\",
];
const MORE = ["\x05", "\x1bZ", "\x1b[?u", "\x1b[>q", "\x1b[18t", "\x1b[?996n", "\x1b[=c"];
const COLOURS = ["\x1b]10;?\x07", "\x1b]11;?\x1b\\", "\x1b]4;1;?\x07", "\x1b]52;c;?\x07"];

test.each([...ASKED, ...MORE, ...COLOURS, "\x1bP+q544e\x1b\\"])("%j makes a terminal answer", (sequence) => {
  expect(isQuestion(sequence)).toBe(true);
});

test.each([
  "\x1b[?1049h",
  "\x1b[m",
  "\x1b[2J",
  "\x1b[ q",
  "\x1b[2 q",
  "\x1b]0;what?\x07",
  "\x1b[>1u",
  "\x1b[8;24;80t",
])("%j is shown", (sequence) => {
  expect(isQuestion(sequence)).toBe(false);
});

test("what a real terminal answers is known as a question", async () => {
  const terminal = new headless.Terminal({ allowProposedApi: true });
  let answers = 0;
  terminal.onData(() => answers++);
  const finals = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@`{|}~"];
  const sequences = ["", "?", ">", "="].flatMap((prefix) =>
    ["", "$", " ", "*"].flatMap((between) =>
      ["", "0", "5", "6", "25"].flatMap((number) =>
        finals.map((final) => `\x1b[${prefix}${number}${between}${final}`),
      ),
    ),
  );
  const answered: string[] = [];
  const written = sequences.map(
    (sequence) =>
      new Promise<void>((resolve) => {
        terminal.write(`\x1bc${sequence}`, () => {
          if (answers > 0) answered.push(sequence);
          answers = 0;
          resolve();
        });
      }),
  );
  await Promise.all(written);
  expect(answered.length).toBeGreaterThan(10);
  expect(answered.filter((sequence) => !isQuestion(sequence))).toEqual([]);
});
