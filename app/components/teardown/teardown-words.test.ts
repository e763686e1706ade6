import { describe, expect, test } from "vitest";
import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { becauseWords, countdown, isPassing, keepAliveMinutes, settingWords } from "./teardown-words.ts";

const NOW = Date.parse("2026-11-21T12:00:00.000Z");
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();

function ending(
  teardown: Partial<RecordBody["teardown"]>,
  idle_timeout_minutes: number | null = null,
): Pick<RecordBody, "teardown" | "last_activity" | "idle_timeout_minutes"> {
  return {
    idle_timeout_minutes,
    last_activity: { at: at(-25), because: "output" },
    teardown: {
      auto: true,
      at: at(5),
      reason: "idle",
      policy: "idle_timeout_minutes",
      blockers: [],
      warned_at: null,
      kept_until: null,
      lifetime_ends_at: null,
      ...teardown,
    },
  };
}

test("a countdown reads to the second in its last hour, and never below nothing", () => {
  expect(countdown(252_000)).toBe("4:12");
  expect(countdown(9_999)).toBe("0:09");
  expect(countdown(3_599_999)).toBe("59:59");
  expect(countdown(3 * 3_600_000)).toBe("3 h");
  expect(countdown(0)).toBe("now");
  expect(countdown(-5)).toBe("now");
});

test("the reason is told in words, with the time that nothing happened", () => {
  expect(becauseWords(ending({}))).toBe("if nothing happens for 30 minutes");
  expect(becauseWords(ending({ kept_until: at(5) }))).toContain("the time it is kept for ends");
  const warned_at = at(0);
  expect(becauseWords(ending({ warned_at }))).toBe("because nothing happened for 30 minutes");
  expect(becauseWords(ending({ warned_at, kept_until: at(5) }))).toContain("unless somebody works in it");
  expect(becauseWords(ending({ reason: "completed" }))).toBe("because it is completed");
  expect(becauseWords(ending({ reason: "max_lifetime" }))).toContain("as long as the policy allows");
});

test("the setting that decides is named, the owner's own one too", () => {
  expect(settingWords(ending({}))).toContain("idle time of the policy");
  expect(settingWords(ending({}, 45))).toContain("own idle time");
  expect(settingWords(ending({ policy: "max_lifetime_hours" }))).toContain("can’t be kept longer");
});

describe("minutes of a keep-alive", () => {
  test("adding moves the end, not only now", () => {
    expect(keepAliveMinutes(ending({}), NOW, 30)).toBe(35);
    expect(keepAliveMinutes(ending({ at: at(-3) }), NOW, 30)).toBe(30);
  });
  test("taking away shortens an extension, down to none", () => {
    expect(keepAliveMinutes(ending({ at: at(70), kept_until: at(70) }), NOW, -30)).toBe(40);
    expect(keepAliveMinutes(ending({ at: at(20), kept_until: at(20) }), NOW, -30)).toBe(0);
    expect(keepAliveMinutes(ending({}), NOW, -30)).toBeNull();
  });
  test("never asks for more than a week", () => {
    expect(keepAliveMinutes(ending({ at: at(10_070) }), NOW, 60)).toBe(10_080);
  });
});

test("what a running operation blocks passes with it", () => {
  expect(isPassing({ code: "export_in_progress" })).toBe(true);
  expect(isPassing({ code: "save_failed" })).toBe(false);
});
