import { describe, expect, it } from "vitest";
import { archived, checkpoint, decide, running, save } from "../lifecycle/samples.ts";
import { outcomeUnder, unsavedSince } from "./policy-outcome.ts";
import { ARCHIVED, COMPLETED, RUNNING, warned } from "./policy-samples.ts";
import { DEFAULT_POLICY } from "./policy-settings.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe("outcomeUnder", () => {
  it.each([
    ["what is idle is torn down", RUNNING, "teardown", "idle", 30 * MINUTE],
    ["what is completed, too", COMPLETED, "teardown", "completed", 70 * MINUTE],
    ["an archive is deleted", ARCHIVED, "purge", "archive_retention", 30 * DAY],
    ["in error nothing happens", { ...RUNNING, state: "error" as const }, "keep", null, null],
  ] as const)("%s", (_, facts, verdict, reason, at) => {
    expect(outcomeUnder(DEFAULT_POLICY, facts, 0)).toEqual({ verdict, reason, at });
  });

  it("what is due at once still gets its notice", () => {
    const policy = { ...DEFAULT_POLICY, idle_timeout_minutes: 10 };
    expect(outcomeUnder(policy, RUNNING, 20 * MINUTE).at).toBe(21 * MINUTE);
  });

  it("a failed save stands in its way whenever it is due, an operation only if it is due now", () => {
    const failed = { ...RUNNING, blockers: [{ code: "save_failed", next_step: "Save again." }] };
    expect(outcomeUnder(DEFAULT_POLICY, failed, 0)).toMatchObject({ verdict: "blocked", at: 30 * MINUTE });
    const exporting = { ...RUNNING, operation: "export" as const };
    expect(outcomeUnder(DEFAULT_POLICY, exporting, 0).verdict).toBe("teardown");
    const due = { ...exporting, ...warned("idle", 30 * MINUTE, 25 * MINUTE) };
    expect(outcomeUnder(DEFAULT_POLICY, due, 30 * MINUTE).verdict).toBe("blocked");
  });

  it("R1: 0 keeps for ever", () => {
    const policy = { ...DEFAULT_POLICY, archive_retention_days: 0 };
    expect(outcomeUnder(policy, ARCHIVED, 999 * DAY)).toEqual({ verdict: "keep", reason: null, at: null });
  });
});

describe("unsavedSince", () => {
  const at = (last_at: number) => ({ activity: { last_at, because: "output" } });

  it("a run that was never saved: since it started", () => {
    expect(unsavedSince({ ...running(), started_at: 7 })).toBe(7);
    const resumed = { ...running(), started_at: 7, generation: 2, checkpoint: checkpoint("cp", 1) };
    expect(unsavedSince(resumed)).toBe(7);
  });

  it("since the save of this run, when something happened after it; else not at all", () => {
    const saved = { ...running(), checkpoint: { ...checkpoint("cp", 1), created_at: 50 } };
    expect(unsavedSince({ ...saved, ...at(51) })).toBe(50);
    expect(unsavedSince({ ...saved, ...at(50) })).toBeNull();
  });

  it("nothing is unsaved where nothing is left", () => {
    expect(unsavedSince(archived())).toBeNull();
    expect(unsavedSince(decide(running(), save("op2")).record)).not.toBeNull();
  });
});
