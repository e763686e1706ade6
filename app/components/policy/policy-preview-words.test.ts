import { expect, test } from "vitest";
import {
  type AffectedSandbox,
  byTime,
  deedWords,
  dueWithinTheHour,
  previewSentences,
  spans,
} from "./policy-preview-words.ts";

const NOW = Date.parse("2026-11-21T16:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const at = (ms: number | null) => (ms === null ? null : new Date(NOW + ms).toISOString());

let made = 0;
function sandbox(due: number | null, more: Partial<AffectedSandbox> = {}): AffectedSandbox {
  made += 1;
  const verdict = due === null ? "keep" : "teardown";
  const reason = due === null ? null : "idle";
  const present_at = at(90 * DAY);
  return {
    name: `s-${made}`,
    state: "running",
    verdict,
    reason,
    at: at(due),
    present_at,
    unsaved_since: null,
    ...more,
  };
}
const archive = (due: number | null, more: Partial<AffectedSandbox> = {}) =>
  sandbox(due, {
    state: "destroyed",
    verdict: due === null ? "keep" : "purge",
    reason: due === null ? null : "archive_retention",
    ...more,
  });

test("a change that touches nothing says so", () => {
  expect(previewSentences([], NOW)).toEqual(["No sandbox ends sooner or later than now."]);
});

test("says how many are torn down and when, what is unsaved, and what is deleted", () => {
  const affected = [
    sandbox(10 * MINUTE, { unsaved_since: at(-HOUR) }),
    sandbox(30 * MINUTE, { unsaved_since: at(-HOUR) }),
    sandbox(5 * HOUR),
    archive(3 * DAY),
    archive(4 * DAY),
  ];
  expect(previewSentences(affected, NOW)).toEqual([
    "With these settings 3 sandboxes would be torn down within a day, 2 of them within the hour; 2 have unsaved work: they are saved first.",
    "With these settings 2 archives would be deleted, the first in 3 d.",
  ]);
});

test("one reads as one", () => {
  const one = sandbox(10 * MINUTE, { unsaved_since: at(-HOUR) });
  expect(previewSentences([one], NOW)).toEqual([
    "With these settings 1 sandbox would be torn down within the hour; it has unsaved work: it is saved first.",
  ]);
  expect(previewSentences([archive(3 * DAY)], NOW)).toEqual([
    "With these settings 1 archive would be deleted in 3 d.",
  ]);
});

test("some today and some later", () => {
  expect(previewSentences([sandbox(5 * HOUR), sandbox(3 * DAY)], NOW)).toEqual([
    "With these settings 2 sandboxes would be torn down, 1 of them within a day.",
  ]);
});

test("what ends later than now, or not at all, is no teardown", () => {
  const soon = at(5 * MINUTE);
  const affected = [
    sandbox(35 * MINUTE, { present_at: soon }),
    sandbox(null, { present_at: soon }),
    archive(2 * DAY, { present_at: at(DAY) }),
    archive(null, { present_at: at(DAY) }),
  ];
  expect(previewSentences(affected, NOW)).toEqual([
    "1 sandbox would stay up longer.",
    "1 archive would be kept longer.",
    "1 sandbox would stay up until somebody tears it down.",
    "1 archive would be kept without end.",
  ]);
  expect(dueWithinTheHour(affected, NOW)).toEqual([]);
});

test("only what the change brings to an end within the hour is to be confirmed, soonest first", () => {
  const [later, first, second] = [sandbox(61 * MINUTE), sandbox(-MINUTE), archive(60 * MINUTE)];
  const blocked = sandbox(MINUTE, { verdict: "blocked" });
  expect(dueWithinTheHour([later, second, blocked, first], NOW)).toEqual([first, second]);
  expect(dueWithinTheHour([sandbox(MINUTE, { present_at: null })], NOW)).toHaveLength(1);
});

test("the list begins with what is due first and ends with what is never", () => {
  const [never, day, hour] = [sandbox(null), sandbox(DAY), sandbox(HOUR)];
  expect(byTime([never, day, hour])).toEqual([hour, day, never]);
});

test("what is blocked is never called saved", () => {
  expect(deedWords(sandbox(MINUTE, { verdict: "blocked" }))).toBe(
    "Due (idle time), but something stands in the way",
  );
  expect(deedWords(sandbox(MINUTE))).toBe("Saved and archived (idle time)");
  expect(deedWords(archive(MINUTE))).toBe("Archive deleted (archive’s time)");
});

test("each is counted in one stretch of time", () => {
  const affected = [sandbox(-MINUTE), sandbox(HOUR), sandbox(HOUR + 1), archive(40 * DAY), sandbox(null)];
  const counted = spans(affected, NOW).map(({ short, teardowns, deletions }) => [
    short,
    teardowns,
    deletions,
  ]);
  expect(counted).toEqual([
    ["1 h", 2, 0],
    ["6 h", 1, 0],
    ["1 d", 0, 0],
    ["3 d", 0, 0],
    ["7 d", 0, 0],
    ["30 d", 0, 0],
    ["later", 0, 1],
  ]);
});
