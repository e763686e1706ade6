import { describe, expect, it } from "vitest";
import { CPUS_BOUNDS, PROFILE_BOUNDS, readProfileChange, withOverrides } from "./profile-settings.ts";
import { PROFILES } from "./profiles.ts";

describe("readProfileChange", () => {
  it("R1: gives what is named and nothing else; false, 0 and null (as the team has it) count", () => {
    const policy = { auto_teardown: false, max_lifetime_hours: 0, idle_timeout_minutes: null };
    expect(readProfileChange({ policy })).toEqual({ ok: true, value: { policy } });
    expect(readProfileChange({ cpus: 0.5 })).toEqual({ ok: true, value: { cpus: 0.5, policy: {} } });
  });

  it("takes every built-in size", () => {
    for (const { limits, image, description } of PROFILES) {
      expect(readProfileChange({ ...limits, image, description }).ok).toBe(true);
    }
  });

  it.each(Object.entries(PROFILE_BOUNDS))(
    "%s: both ends of its range, and not one beyond",
    (field, { min, max }) => {
      for (const value of [min, max]) expect(readProfileChange({ [field]: value }).ok).toBe(true);
      for (const value of [min - 1, max + 1, min + 0.5, Number.NaN]) {
        const refusal = { reason_code: "invalid_number", field };
        expect(readProfileChange({ [field]: value })).toMatchObject({ ok: false, refusal });
      }
    },
  );

  it.each([
    ["cpus", { cpus: CPUS_BOUNDS.min / 2 }],
    ["cpus", { cpus: Number.NaN }],
    ["cpus", { cpus: Infinity }],
    ["image", { image: "https://evil.example/image" }],
    ["description", { description: "x".repeat(201) }],
    ["policy.idle_timeout_minutes", { policy: { idle_timeout_minutes: "30" } }],
    ["policy.checkpoints_kept", { policy: { checkpoints_kept: 0 } }],
    ["policy.max_active_per_team", { policy: { max_active_per_team: 5 } }],
    ["policy.version", { policy: { version: 5 } }],
    ["policy.constructor", { policy: { constructor: null } }],
  ])("R8, C29: %s is refused by name: %j", (field, change) => {
    expect(readProfileChange(change as never)).toMatchObject({
      ok: false,
      refusal: { field, retryable: false },
    });
  });
});

it("R1: overrides are merged one by one", () => {
  const before = { idle_timeout_minutes: 5, auto_teardown: false };
  expect(withOverrides(before, { max_lifetime_hours: 0 })).toEqual({ ...before, max_lifetime_hours: 0 });
  expect(withOverrides(before, { idle_timeout_minutes: null })).toEqual({ auto_teardown: false });
  expect(withOverrides({}, { auto_teardown: null })).toEqual({});
});
