import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY, policyFor, readPolicyPatch, withPatches } from "./policy-settings.ts";

describe("readPolicyPatch", () => {
  it("R1: gives what is named and nothing else; false and 0 count", () => {
    const raw = { auto_teardown: false, max_lifetime_hours: 0, idle_timeout_minutes: undefined };
    expect(readPolicyPatch(raw)).toEqual({
      ok: true,
      value: { auto_teardown: false, max_lifetime_hours: 0 },
    });
    expect(readPolicyPatch({})).toEqual({ ok: true, value: {} });
  });

  it.each([
    ["idle_timeout_minutes", "90s"],
    ["idle_timeout_minutes", "90"],
    ["idle_timeout_minutes", Number.NaN],
    ["idle_timeout_minutes", Infinity],
    ["idle_timeout_minutes", -1],
    ["idle_timeout_minutes", 1.5],
    ["idle_timeout_minutes", null],
    ["max_lifetime_hours", 1e9],
    ["auto_teardown", "true"],
    ["auto_teardown", 1],
    ["version", 3],
    ["constructor", 3],
    ["__proto__x", 3],
  ])("R8, C29: %s = %j is refused, naming the field", (field, value) => {
    expect(readPolicyPatch({ [field]: value })).toMatchObject({
      ok: false,
      refusal: { field, retryable: false },
    });
  });
});

describe("withPatches", () => {
  it("R1: keeps every setting that no patch names", () => {
    const patches = fc.record(
      { idle_timeout_minutes: fc.nat(100), auto_teardown: fc.boolean(), max_lifetime_hours: fc.nat(10) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(patches, (patch) => {
        expect(withPatches(DEFAULT_POLICY, patch)).toEqual({ ...DEFAULT_POLICY, ...patch });
        expect(withPatches(DEFAULT_POLICY, { ...patch, max_active_per_team: undefined })).toEqual({
          ...DEFAULT_POLICY,
          ...patch,
        });
      }),
    );
  });
});

describe("policyFor", () => {
  it.each([
    [null, 30],
    [5, 5],
    [600, 600],
    [0, 72 * 60],
    [100_000, 72 * 60],
  ])("a sandbox that asks for %s idle minutes gets %s", (asked, minutes) => {
    expect(policyFor(DEFAULT_POLICY, {}, asked).idle_timeout_minutes).toBe(minutes);
  });

  it("puts the profile over the team and the sandbox over both", () => {
    const profile = { idle_timeout_minutes: 10, auto_teardown: false };
    expect(policyFor(DEFAULT_POLICY, profile, null)).toMatchObject(profile);
    expect(policyFor(DEFAULT_POLICY, profile, 3).idle_timeout_minutes).toBe(3);
  });
});
