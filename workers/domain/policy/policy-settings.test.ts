import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DEFAULT_POLICY,
  policyFor,
  readOwnIdleTimeout,
  readPolicyPatch,
  withPatches,
} from "./policy-settings.ts";

describe("readPolicyPatch", () => {
  it("R1: gives what is named and nothing else; false and 0 count", () => {
    const raw = { auto_teardown: false, max_lifetime_hours: 0, idle_timeout_minutes: undefined };
    expect(readPolicyPatch(raw)).toEqual({
      ok: true,
      value: { auto_teardown: false, max_lifetime_hours: 0 },
    });
    expect(readPolicyPatch({ record_terminals: false })).toEqual({
      ok: true,
      value: { record_terminals: false },
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
    ["record_terminals", "true"],
    ["record_terminals", null],
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
    [24 * 60, 24 * 60],
    [24 * 60 + 1, 24 * 60],
    [0, 24 * 60],
    [100_000, 24 * 60],
  ])("a sandbox that asks for %s idle minutes gets %s", (asked, minutes) => {
    expect(policyFor(DEFAULT_POLICY, {}, asked).idle_timeout_minutes).toBe(minutes);
  });

  it("puts the profile over the team and the sandbox over both", () => {
    const profile = { idle_timeout_minutes: 10, auto_teardown: false };
    expect(policyFor(DEFAULT_POLICY, profile, null)).toMatchObject(profile);
    expect(policyFor(DEFAULT_POLICY, profile, 3).idle_timeout_minutes).toBe(3);
  });

  it("holds an owner's choice to a bound that was made tighter since", () => {
    const tighter = { ...DEFAULT_POLICY, owner_idle_timeout_max_minutes: 60 };
    expect(policyFor(tighter, {}, 600).idle_timeout_minutes).toBe(60);
    expect(policyFor({ ...tighter, max_lifetime_hours: 0 }, {}, 0).idle_timeout_minutes).toBe(60);
    expect(policyFor(DEFAULT_POLICY, { max_lifetime_hours: 2 }, 600).idle_timeout_minutes).toBe(120);
  });

  it("R1: where owners choose none, the team's setting holds, whatever was chosen before", () => {
    const none = { ...DEFAULT_POLICY, owner_idle_timeout_max_minutes: 0 };
    expect(policyFor(none, {}, 5).idle_timeout_minutes).toBe(30);
    expect(policyFor(none, {}, 0).idle_timeout_minutes).toBe(30);
  });

  it("C22: gives the same answer again, and leaves what it was given as it is", () => {
    const team = Object.freeze({ ...DEFAULT_POLICY });
    const profile = Object.freeze({ auto_teardown: false });
    expect(policyFor(team, profile, 5)).toEqual(policyFor(team, profile, 5));
  });
});

describe("readOwnIdleTimeout", () => {
  it.each([
    ["as long as owners may choose", {}, 24 * 60, 24 * 60 + 1],
    ["as long as the lifetime, where that is shorter", { max_lifetime_hours: 2 }, 120, 121],
    ["as long as owners may choose, without a lifetime", { max_lifetime_hours: 0 }, 24 * 60, 24 * 60 + 1],
  ])("%s, not a minute longer", (_, settings, longest, beyond) => {
    const policy = { ...DEFAULT_POLICY, ...settings };
    for (const minutes of [0, 1, longest, null]) {
      expect(readOwnIdleTimeout(minutes, policy)).toEqual({ ok: true, value: minutes });
    }
    const refusal = { reason_code: "invalid_number", field: "idle_timeout_minutes" };
    expect(readOwnIdleTimeout(beyond, policy)).toMatchObject({ ok: false, refusal });
    expect(JSON.stringify(readOwnIdleTimeout(beyond, policy))).toContain(`to ${longest} minutes`);
  });

  it("R1: none where owners choose none, but no choice is right everywhere", () => {
    const policy = { ...DEFAULT_POLICY, owner_idle_timeout_max_minutes: 0 };
    expect(readOwnIdleTimeout(undefined, policy)).toEqual({ ok: true, value: null });
    for (const minutes of [0, 5]) {
      const refusal = { reason_code: "invalid_idle_timeout", field: "idle_timeout_minutes" };
      expect(readOwnIdleTimeout(minutes, policy)).toMatchObject({ ok: false, refusal });
    }
  });
});
