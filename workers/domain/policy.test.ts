import { describe, expect, it } from "vitest";
import { ARCHIVED, COMPLETED, look, RUNNING, warned } from "./policy/policy-samples.ts";
import { DEFAULT_POLICY } from "./policy/policy-settings.ts";
import { forecast, lifetimeEnd, type PolicyFacts } from "./policy.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
describe("a clock from its start to its end", () => {
  const told = warned("idle", 30 * MINUTE, 25 * MINUTE);

  it.each([
    ["a second before the warning", 25 * MINUTE - SECOND, {}, "keep", 25 * MINUTE],
    ["when it is time to warn", 25 * MINUTE, {}, "warn", null],
    ["warned", 25 * MINUTE, told, "keep", 30 * MINUTE],
    ["a second before its end", 30 * MINUTE - SECOND, told, "keep", 30 * MINUTE],
    ["at its end", 30 * MINUTE, told, "teardown", null],
    ["long after", 9 * HOUR, told, "teardown", null],
    ["at its end, nobody warned", 30 * MINUTE, {}, "warn", null],
    ["long after, nobody warned", 9 * HOUR, {}, "warn", null],
  ] as const)("idle, %s", (_, now, facts, verdict, recheck_at) => {
    expect(look(now, facts)).toMatchObject({ verdict, reason: "idle", at: 30 * MINUTE, recheck_at });
  });

  it.each([
    ["completed", COMPLETED, 70 * MINUTE, 10 * MINUTE],
    ["max_lifetime", { ...RUNNING, last_activity_at: 72 * HOUR }, 72 * HOUR, HOUR],
    ["archive_retention", ARCHIVED, 30 * DAY, 3 * DAY],
  ] as const)("%s: warns %#, acts at its end and not a second earlier", (reason, facts, at, lead) => {
    expect(look(at - lead - SECOND, facts)).toMatchObject({ verdict: "keep", recheck_at: at - lead });
    expect(look(at - lead, facts)).toMatchObject({ verdict: "warn", reason, at, acts_at: at });
    const told = { ...facts, ...warned(reason, at, at - lead) };
    expect(look(at - SECOND, told)).toMatchObject({ verdict: "keep", recheck_at: at });
    const deed = reason === "archive_retention" ? "purge" : "teardown";
    expect(look(at, told)).toMatchObject({ verdict: deed, reason, recheck_at: null });
  });

  it("activity starts idleness anew, but not the lifetime", () => {
    expect(look(35 * MINUTE, { last_activity_at: 20 * MINUTE, ...told })).toMatchObject({
      verdict: "keep",
      at: 50 * MINUTE,
    });
    const facts = { started_at: 100 * HOUR, last_activity_at: 172 * HOUR };
    expect(look(172 * HOUR, facts)).toMatchObject({ reason: "max_lifetime", at: 172 * HOUR });
  });

  it("C3: retention wins over idleness after completion", () => {
    expect(look(45 * MINUTE, COMPLETED)).toMatchObject({
      verdict: "keep",
      reason: "completed",
      at: 70 * MINUTE,
    });
  });

  it("keeps a completed sandbox when auto_teardown is off, up to its lifetime", () => {
    expect(look(70 * HOUR, COMPLETED, { auto_teardown: false })).toMatchObject({
      verdict: "keep",
      reason: "max_lifetime",
    });
    const unbounded = { auto_teardown: false, max_lifetime_hours: 0 };
    expect(look(9999 * HOUR, COMPLETED, unbounded)).toMatchObject({
      verdict: "keep",
      reason: null,
      at: null,
    });
  });

  it.each(["new", "provisioning", "tearing_down", "error"] as const)("leaves %s alone", (state) => {
    expect(look(9999 * HOUR, { state })).toMatchObject({ verdict: "keep", recheck_at: null });
  });
});

describe("notice", () => {
  it.each([
    ["idle", { last_activity_at: 0 }, 30 * MINUTE, MINUTE],
    ["completed", COMPLETED, 70 * MINUTE, MINUTE],
    ["max_lifetime", { last_activity_at: 99 * HOUR }, 72 * HOUR, 5 * MINUTE],
    ["archive_retention", ARCHIVED, 30 * DAY, DAY],
  ] as const)("%s that ended unseen still acts only after people had notice", (reason, facts, at, notice) => {
    const now = at + 5 * HOUR;
    expect(look(now, facts)).toMatchObject({ verdict: "warn", reason, acts_at: now + notice });
    const told = { ...facts, ...warned(reason, at, now) };
    expect(look(now + notice - SECOND, told)).toMatchObject({ verdict: "keep", recheck_at: now + notice });
    const deed = reason === "archive_retention" ? "purge" : "teardown";
    expect(look(now + notice, told).verdict).toBe(deed);
  });

  it("is at most half of the clock, both before its end and after a late warning", () => {
    const policy = { idle_timeout_minutes: 1 };
    expect(look(30 * SECOND - 1, {}, policy)).toMatchObject({ verdict: "keep", recheck_at: 30 * SECOND });
    expect(look(30 * SECOND, {}, policy)).toMatchObject({ verdict: "warn", acts_at: MINUTE });
    expect(look(HOUR, {}, policy)).toMatchObject({ verdict: "warn", acts_at: HOUR + 30 * SECOND });
  });

  it("R1: a retention of 0 acts at once: the warning and the deed fall together", () => {
    const policy = { completed_retention_minutes: 0 };
    const end = 10 * MINUTE;
    expect(look(end, COMPLETED, policy)).toMatchObject({ verdict: "warn", acts_at: end });
    const told = { ...COMPLETED, ...warned("completed", end, end) };
    expect(look(end, told, policy)).toMatchObject({ verdict: "teardown", at: end });
  });

  it("a policy made tighter while a countdown runs warns anew and gives notice; made wider, it waits", () => {
    const told = warned("idle", 30 * MINUTE, 25 * MINUTE);
    const now = 26 * MINUTE;
    expect(look(now, told, { idle_timeout_minutes: 10 })).toMatchObject({
      verdict: "warn",
      at: 10 * MINUTE,
      acts_at: now + MINUTE,
    });
    expect(look(now, told, { idle_timeout_minutes: 60 })).toMatchObject({
      verdict: "keep",
      recheck_at: 55 * MINUTE,
    });
    expect(look(now, told)).toMatchObject({ verdict: "keep", recheck_at: 30 * MINUTE });
  });

  it("a warning of one clock is none of another", () => {
    const policy = { idle_timeout_minutes: 60, max_lifetime_hours: 1 };
    const told = warned("idle", HOUR, 55 * MINUTE);
    expect(look(HOUR, told, policy).verdict).toBe("warn");
  });

  it("R1: 0 is honoured: no idle clock, no lifetime, no end of an archive", () => {
    const never = { idle_timeout_minutes: 0, max_lifetime_hours: 0, archive_retention_days: 0 };
    expect(look(9999 * DAY, {}, never)).toMatchObject({ verdict: "keep", reason: null });
    expect(look(9999 * DAY, ARCHIVED, never)).toMatchObject({ verdict: "keep", reason: null });
    expect(lifetimeEnd({ ...DEFAULT_POLICY, max_lifetime_hours: 0 }, 5)).toBeNull();
    expect(lifetimeEnd(DEFAULT_POLICY, 5)).toBe(72 * HOUR + 5);
  });
});

describe("keep-alive", () => {
  it("puts idleness and retention off until then, with a new warning before", () => {
    for (const facts of [RUNNING, COMPLETED]) {
      const kept = { ...facts, keep_until: 2 * HOUR };
      expect(look(100 * MINUTE, kept)).toMatchObject({ verdict: "keep", at: 2 * HOUR });
      expect(look(2 * HOUR - MINUTE, kept)).toMatchObject({ verdict: "warn", at: 2 * HOUR });
    }
  });

  it("shortens nothing, and puts the lifetime off by nothing", () => {
    expect(look(0, { keep_until: MINUTE })).toMatchObject({ at: 30 * MINUTE });
    expect(look(0, { keep_until: 100 * HOUR })).toMatchObject({ reason: "max_lifetime", at: 72 * HOUR });
  });

  it("is warned of in full, however short the clock is that it holds back", () => {
    const kept = { ...COMPLETED, keep_until: HOUR };
    expect(look(50 * MINUTE, kept, { completed_retention_minutes: 0 })).toMatchObject({
      verdict: "warn",
      acts_at: HOUR,
    });
  });
});

describe("what stands in the way", () => {
  const due = { ...COMPLETED, ...warned("completed", 70 * MINUTE, HOUR) };

  it("is an export or a failed save, with the next step, and is looked at again", () => {
    const exporting = look(70 * MINUTE, { ...due, operation: "export" });
    expect(exporting).toMatchObject({ verdict: "blocked", recheck_at: 70 * MINUTE + 30 * SECOND });
    expect(exporting.blockers).toEqual([expect.objectContaining({ code: "export_in_progress" })]);
    const blockers = [{ code: "save_failed", next_step: "Save again." }];
    expect(look(70 * MINUTE, { ...due, blockers })).toMatchObject({ verdict: "blocked", blockers });
  });

  it("does not keep people from being warned", () => {
    expect(look(70 * MINUTE, { ...COMPLETED, operation: "export" }).verdict).toBe("warn");
  });

  it("holds an archive's end back too", () => {
    const archived = { ...ARCHIVED, ...warned("archive_retention", 30 * DAY, 27 * DAY), operation: "export" };
    expect(look(30 * DAY, archived as PolicyFacts).verdict).toBe("blocked");
  });
});

describe("forecast", () => {
  const at = (now: number, facts: Partial<PolicyFacts>) =>
    forecast(DEFAULT_POLICY, { ...RUNNING, ...facts }, now);

  it("names time, clock and setting, and whether people were warned of just that", () => {
    expect(at(0, {})).toMatchObject({
      auto: true,
      at: 30 * MINUTE,
      reason: "idle",
      policy: "idle_timeout_minutes",
      warned_at: null,
    });
    expect(at(26 * MINUTE, warned("idle", 30 * MINUTE, 25 * MINUTE)).warned_at).toBe(25 * MINUTE);
    expect(at(26 * MINUTE, { ...warned("idle", 30 * MINUTE, 0), last_activity_at: 5 }).warned_at).toBeNull();
  });

  it("tells of a keep-alive as long as it is ahead", () => {
    expect(at(HOUR - 1, { keep_until: HOUR }).kept_until).toBe(HOUR);
    expect(at(HOUR, { keep_until: HOUR }).kept_until).toBeNull();
  });

  it("an archive has an end, but no teardown", () => {
    expect(at(DAY, ARCHIVED)).toMatchObject({ auto: false, at: null, archive_ends_at: 30 * DAY });
  });
});
