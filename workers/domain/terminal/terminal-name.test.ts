import { expect, test } from "vitest";
import { terminalName } from "./terminal-name.ts";

test.each([
  [null, null],
  ["", null],
  ["   ", null],
  ["  logs  ", "logs"],
  ["Überwachung 日本 🚢", "Überwachung 日本 🚢"],
  ["x".repeat(60), "x".repeat(60)],
  ["🚢".repeat(60), "🚢".repeat(60)],
])("%j is the name %j", (asked, name) => {
  expect(terminalName(asked)).toEqual({ ok: true, value: name });
});

test.each(["x".repeat(61), "two\nlines", "bell\u0007", "\u001b[31mred", "turned\u202Earound", "half\ud83d"])(
  "%j is refused, and it is told what to do",
  (asked) => {
    expect(terminalName(asked)).toMatchObject({
      ok: false,
      refusal: { reason_code: "invalid_input", field: "name", next_step: expect.any(String) },
    });
  },
);
