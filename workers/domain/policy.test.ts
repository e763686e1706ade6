import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, type PolicyFacts } from "./policy.ts";
import { DEFAULT_POLICY, type PolicySettings } from "./policy-settings.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RUNNING: PolicyFacts = {
  state: "running",
  started_at: 0,
  last_activity_at: 0,
  completed_at: null,
  destroyed_at: null,
  operation: null,
  blockers: [],
};
const COMPLETED: PolicyFacts = { ...RUNNING, state: "completed", completed_at: 10 * MINUTE };

function at(minutes: number, facts: Partial<PolicyFacts> = {}, policy: Partial<PolicySettings> = {}) {
  return evaluate({ ...DEFAULT_POLICY, ...policy }, { ...RUNNING, ...facts }, minutes * MINUTE);
}

describe("evaluate", () => {
  it("tears an idle sandbox down, and says until then when it will", () => {
    expect(at(29)).toMatchObject({ verdict: "keep", reason: "idle", recheck_at: 30 * MINUTE });
    expect(at(30)).toMatchObject({ verdict: "teardown", reason: "idle" });
    expect(at(35, { last_activity_at: 20 * MINUTE })).toMatchObject({ verdict: "keep", at: 50 * MINUTE });
  });

  it("C3: retention wins over idleness after completion", () => {
    expect(at(45, COMPLETED)).toMatchObject({ verdict: "keep", reason: "completed", at: 70 * MINUTE });
    expect(at(70, COMPLETED)).toMatchObject({ verdict: "teardown", reason: "completed" });
  });

  it("keeps a completed sandbox when auto_teardown is off, up to its lifetime", () => {
    expect(at(71 * 60, COMPLETED, { auto_teardown: false })).toMatchObject({ verdict: "keep" });
    expect(at(72 * 60, COMPLETED, { auto_teardown: false })).toMatchObject({ reason: "max_lifetime" });
    const unbounded = { auto_teardown: false, max_lifetime_hours: 0 };
    expect(at(9999, COMPLETED, unbounded)).toMatchObject({ verdict: "keep", recheck_at: null });
  });

  it("R1: 0 is honoured: no idle clock, no bound, no retention", () => {
    expect(at(9999, {}, { idle_timeout_minutes: 0, max_lifetime_hours: 0 }).verdict).toBe("keep");
    expect(at(10, COMPLETED, { completed_retention_minutes: 0 }).verdict).toBe("teardown");
  });

  it("counts the lifetime from the start of this run, and activity does not extend it", () => {
    const facts = { started_at: 100 * HOUR, last_activity_at: 172 * HOUR };
    expect(at(171 * 60 + 59, facts)).toMatchObject({ verdict: "keep", reason: "max_lifetime" });
    expect(at(172 * 60, facts)).toMatchObject({ verdict: "teardown", reason: "max_lifetime" });
  });

  it("is blocked by an export or a failed save, naming the next step, and asks again", () => {
    const exporting = at(70, { ...COMPLETED, operation: "export" });
    expect(exporting).toMatchObject({ verdict: "blocked", recheck_at: 70 * MINUTE + 30_000 });
    expect(exporting.blockers).toEqual([expect.objectContaining({ code: "export_in_progress" })]);
    const blockers = [{ code: "save_failed", next_step: "Save again." }];
    expect(at(70, { ...COMPLETED, blockers })).toMatchObject({ verdict: "blocked", blockers });
  });

  it.each(["new", "provisioning", "tearing_down", "error"] as const)("leaves %s alone", (state) => {
    expect(at(99_999, { state })).toMatchObject({ verdict: "keep", recheck_at: null });
  });

  it("purges an archive when its retention is over, and never when that is 0", () => {
    const archived = { state: "destroyed", destroyed_at: 0 } as const;
    expect(at(30 * 24 * 60 - 1, archived).verdict).toBe("keep");
    expect(at(30 * 24 * 60, archived)).toMatchObject({ verdict: "purge", reason: "archive_retention" });
    expect(at(99 * 24 * 60, archived, { archive_retention_days: 0 }).verdict).toBe("keep");
  });

  it("never acts early, twice in doubt or in silence", () => {
    const facts = fc.record({
      state: fc.constantFrom("running" as const, "completed" as const, "saving" as const),
      started_at: fc.nat(1e9),
      last_activity_at: fc.nat(1e9),
      completed_at: fc.option(fc.nat(1e9)),
      destroyed_at: fc.constant(null),
      operation: fc.option(fc.constantFrom("save" as const, "export" as const)),
      blockers: fc.constant([]),
    });
    fc.assert(
      fc.property(facts, fc.nat(2e9), (some, now) => {
        const { verdict, at: due, recheck_at, reason, blockers } = evaluate(DEFAULT_POLICY, some, now);
        if (verdict === "teardown") expect(due).toBeLessThanOrEqual(now);
        if (verdict !== "keep") expect(reason).not.toBeNull();
        if (verdict === "blocked") expect(blockers.length).toBeGreaterThan(0);
        if (verdict === "teardown") expect(some.operation).toBeNull();
        if (recheck_at !== null) expect(recheck_at).toBeGreaterThan(now);
      }),
    );
  });
});
