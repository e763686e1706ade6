import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { look } from "./policy/policy-samples.ts";
import type { PolicyFacts } from "./policy.ts";
import type { Clock } from "./sandbox.ts";

describe("whatever the facts", () => {
  const facts = fc.record({
    state: fc.constantFrom("running" as const, "completed" as const, "saving" as const, "destroyed" as const),
    started_at: fc.nat(1e9),
    last_activity_at: fc.nat(1e9),
    completed_at: fc.option(fc.nat(1e9)),
    destroyed_at: fc.option(fc.nat(1e9)),
    keep_until: fc.option(fc.nat(2e9)),
    notice: fc.option(
      fc.record({
        reason: fc.constantFrom<Clock>("idle", "completed", "max_lifetime", "archive_retention"),
        at: fc.nat(2e9),
        warned_at: fc.nat(2e9),
      }),
    ),
    operation: fc.option(fc.constantFrom("save" as const, "export" as const)),
    blockers: fc.constant([]),
  });
  const policies = fc.record({
    idle_timeout_minutes: fc.nat(10_000),
    completed_retention_minutes: fc.nat(10_000),
    archive_retention_days: fc.nat(60),
    auto_teardown: fc.boolean(),
    record_terminals: fc.boolean(),
    max_lifetime_hours: fc.nat(100),
  });

  it("never acts early, twice in doubt or in silence", () => {
    fc.assert(
      fc.property(facts, policies, fc.nat(2e9), (some, settings, now) => {
        const { verdict, at, acts_at, recheck_at, reason, blockers } = look(now, some, settings);
        if (verdict !== "keep") expect(reason).not.toBeNull();
        if (verdict === "blocked") expect(blockers.length).toBeGreaterThan(0);
        if (recheck_at !== null) expect(recheck_at).toBeGreaterThan(now);
        if (verdict !== "teardown" && verdict !== "purge") return;
        expect(at).toBeLessThanOrEqual(now);
        expect(acts_at).toBeLessThanOrEqual(now);
        expect(some.operation).toBeNull();
        expect(some.notice).toMatchObject({ reason, at });
      }),
    );
  });

  it("left alone, it warns once and then acts, not before both the clock's end and the notice", () => {
    fc.assert(
      fc.property(facts, policies, fc.nat(2e9), (some, settings, start) => {
        let now = start;
        let left: PolicyFacts = { ...some, operation: null };
        let warnings = 0;
        for (let step = look(now, left, settings); ; step = look(now, left, settings)) {
          if (step.verdict === "warn") {
            warnings += 1;
            left = { ...left, notice: { reason: step.reason!, at: step.at!, warned_at: now } };
            // The same clock goes on: a warning is no reason to act at another time than it says.
            expect(look(now, left, settings)).toMatchObject({ at: step.at, acts_at: step.acts_at });
          } else if (step.verdict === "keep" && step.recheck_at !== null) now = step.recheck_at;
          else break;
        }
        expect(warnings).toBeLessThanOrEqual(1);
      }),
    );
  });
});
