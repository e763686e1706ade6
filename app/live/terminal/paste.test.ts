import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asOneLine, judgePaste, PASTE_LIMIT_BYTES, withoutControls } from "./paste.ts";

const SHELL = { bracketed: false, warn: true };
const EDITOR = { bracketed: true, warn: true };

describe("into a program that takes a paste for typing", () => {
  test.each([
    ["ls -l", "paste"],
    ["ls\t-l", "paste"],
    ["ls\n", "ask"],
    ["ls\r", "ask"],
    ["one\r\ntwo", "ask"],
    ["one\u2028two", "ask"],
    ["one\u0085two", "ask"],
    ["", "nothing"],
    ["\u001b\u0000", "nothing"],
  ])("%j: %s", (pasted, kind) => {
    expect(judgePaste(pasted, SHELL).kind).toBe(kind);
  });

  test("asks with the number of lines, a last line break not counted", () => {
    expect(judgePaste("a\nb\nc\n", SHELL)).toMatchObject({ lines: 3, reason: "runs_lines", removed: 0 });
    expect(judgePaste("a\n", SHELL)).toMatchObject({ lines: 1 });
  });

  test("asks nothing of those who do not want it, and takes out the keys all the same", () => {
    const verdict = judgePaste("a\u0003\nb", { bracketed: false, warn: false });
    expect(verdict).toEqual({ kind: "paste", text: "a\nb", removed: 1 });
  });
});

describe("into a program that knows of pastes", () => {
  test.each([
    ["one line\u001b[A", "paste"],
    ["several\nlines\n", "paste"],
    ["several\nlines\u001b[A", "ask"],
    ["several\nlines\u001b[201~rm", "ask"],
  ])("%j: %s", (pasted, kind) => {
    expect(judgePaste(pasted, EDITOR).kind).toBe(kind);
  });
});

test("what would end a paste early never gets through, however it is put together", () => {
  expect(withoutControls("a\u001b[20\u001b[201~1~b").text).toBe("ab");
  expect(withoutControls("a\u009b201~b").text).toBe("ab");
  const pieces = fc.constantFrom(
    "\u001b",
    "[",
    "\u009b",
    "200~",
    "201~",
    "20",
    "1~",
    "x",
    "\n",
    "\r",
    "\u0003",
  );
  fc.assert(
    fc.property(fc.array(pieces), (parts) => {
      const { text } = withoutControls(parts.join(""));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be gone
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    }),
  );
});

test("text without control characters arrives as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      fc.pre(!/[\p{Cc}\u2028\u2029]/u.test(text));
      expect(withoutControls(text)).toEqual({ text, removed: 0 });
    }),
  );
});

test("more than a terminal takes at once is told, in bytes", () => {
  expect(judgePaste("x".repeat(PASTE_LIMIT_BYTES), SHELL).kind).toBe("paste");
  expect(judgePaste(`${"x".repeat(PASTE_LIMIT_BYTES - 1)}é`, SHELL)).toEqual({
    kind: "too_large",
    bytes: PASTE_LIMIT_BYTES + 1,
  });
});

test("as one line nothing runs", () => {
  expect(asOneLine("  cd /tmp\n\n  ls -l\n")).toBe("cd /tmp ls -l");
});
