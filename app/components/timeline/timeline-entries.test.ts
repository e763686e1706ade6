import { expect, test } from "vitest";
import type { EventBody, LogBody } from "../../../workers/domain/sandbox/bodies.ts";
import { plainText, timelineEntries } from "./timeline-entries.ts";

function log(offset: number, text: string, more: Partial<LogBody> = {}): LogBody {
  const at = new Date(offset).toISOString();
  return { offset, next_offset: offset + text.length, at, source: "task", stream: "stdout", text, ...more };
}

test("a line that came in pieces is one line, and streams do not mix", () => {
  const lines = timelineEntries(
    [],
    [
      log(0, "he"),
      log(2, "warn", { stream: "stderr" }),
      log(6, "llo\nwor"),
      log(13, "ld\n"),
      log(16, "rest"),
    ],
  );
  expect(lines.map(({ text }) => text)).toEqual(["hello", "warn", "world", "rest"]);
  expect(new Set(lines.map(({ key }) => key)).size).toBe(4);
});

test("events and lines stand in the order of their times", () => {
  const event: EventBody = {
    seq: 1,
    at: new Date(5).toISOString(),
    type: "completed",
    actor: "Ada",
    data: {},
  };
  const lines = timelineEntries([event], [log(0, "before\n"), log(9, "after\n")]);
  expect(lines.map(({ source }) => source)).toEqual(["task", "events", "task"]);
});

test("control sequences are taken out, tabs and text stay", () => {
  expect(plainText("\u001b[1;31mred\u001b[0m\t\u001b]0;title\u0007ok\u0008")).toBe("red\tok");
});
