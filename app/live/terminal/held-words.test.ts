import { expect, test } from "vitest";
import { HeldInput } from "./held-input.ts";
import { heldWords } from "./held-words.ts";

test.each([
  ["ls -l\r", "ls -l⏎"],
  ["cat\t\x03", "cat⇥^C"],
  ["\x1b[A\x1bOB\x7f", "↑↓⌫"],
  ["\x1b:wq\r", "Esc :wq⏎"],
  ["\x1b[200~two\nlines\x1b[201~", "two⏎lines"],
  ["\x1b[3~", "Esc [3~"],
  ["a\u202eb", "a\ufffdb"],
])("%j is read back as %j", (typed, words) => {
  expect(heldWords(typed)).toBe(words);
});

test("a letter that was typed in two pieces is one letter when it is shown", () => {
  const held = new HeldInput();
  const [first, second] = [
    new TextEncoder().encode("é").subarray(0, 1),
    new TextEncoder().encode("é").subarray(1),
  ];
  held.push(first, second);
  expect(held.preview(100)).toBe("é");
  expect(held.take()).toEqual([first, second]);
  expect(held.bytes).toBe(0);
});
