/** What admins decide about time and number: settings, defaults, bounds, and partial changes of them. */
import { ok, type Refusal, type Result, refuse } from "./refusal.ts";
import { wholeNumber } from "./whole-number.ts";

export interface PolicySettings {
  /** Minutes without activity until a save and teardown; 0 = never. */
  readonly idle_timeout_minutes: number;
  /** Minutes from completion to automatic teardown; 0 = at once. */
  readonly completed_retention_minutes: number;
  /** Days that a destroyed sandbox's checkpoints, logs and exports are kept; 0 = without end. */
  readonly archive_retention_days: number;
  /** Whether the completed clock runs at all. */
  readonly auto_teardown: boolean;
  /** Hours that a sandbox may run after each start; 0 = no bound. */
  readonly max_lifetime_hours: number;
  /** Sandboxes that are not destroyed; 0 = none may be launched. */
  readonly max_active_per_member: number;
  readonly max_active_per_team: number;
}

export type PolicyPatch = Partial<PolicySettings>;

export const DEFAULT_POLICY: PolicySettings = {
  idle_timeout_minutes: 30,
  completed_retention_minutes: 60,
  archive_retention_days: 30,
  auto_teardown: true,
  max_lifetime_hours: 72,
  max_active_per_member: 5,
  max_active_per_team: 20,
};

type NumberSetting = Exclude<keyof PolicySettings, "auto_teardown">;

/** Greatest value of each setting; the least is 0. */
export const POLICY_BOUNDS: Readonly<Record<NumberSetting, { max: number; unit: string }>> = {
  idle_timeout_minutes: { max: 7 * 24 * 60, unit: "minutes" },
  completed_retention_minutes: { max: 30 * 24 * 60, unit: "minutes" },
  archive_retention_days: { max: 3650, unit: "days" },
  max_lifetime_hours: { max: 365 * 24, unit: "hours" },
  max_active_per_member: { max: 1000, unit: "sandboxes" },
  max_active_per_team: { max: 10_000, unit: "sandboxes" },
};

/**
 * Reads a partial change (R1): what it does not name, or names as undefined, is absent from the answer; false and
 * 0 are values. Refuses unknown settings (`unknown_field`) and values out of bounds, naming the field.
 */
export function readPolicyPatch(raw: Readonly<Record<string, unknown>>): Result<PolicyPatch> {
  const patch: Record<string, number | boolean> = {};
  for (const [field, value] of Object.entries(raw)) {
    if (value === undefined) continue;
    const read = readSetting(field, value);
    if (!read.ok) return read;
    patch[field] = read.value;
  }
  return ok(patch);
}

/** The settings with what `patches` name put over them, the later ones last. */
export function withPatches(settings: PolicySettings, ...patches: readonly PolicyPatch[]): PolicySettings {
  const named = patches.flatMap((patch) => Object.entries(patch).filter(([, value]) => value !== undefined));
  return { ...settings, ...Object.fromEntries(named) };
}

/**
 * What holds for one sandbox: the team's settings, its profile's overrides, its own idle timeout. That one is
 * bounded by the lifetime the team allows; 0 (never) is then as long as that.
 */
export function policyFor(
  team: PolicySettings,
  profile: PolicyPatch,
  idle_timeout_minutes: number | null,
): PolicySettings {
  const settings = withPatches(team, profile);
  if (idle_timeout_minutes === null) return settings;
  const bound = settings.max_lifetime_hours * 60;
  const never = idle_timeout_minutes === 0;
  const minutes = bound > 0 && (never || idle_timeout_minutes > bound) ? bound : idle_timeout_minutes;
  return { ...settings, idle_timeout_minutes: minutes };
}

function readSetting(field: string, value: unknown): Result<number | boolean> {
  if (field === "auto_teardown") {
    return typeof value === "boolean" ? ok(value) : refuse(invalid(field, "auto_teardown is true or false."));
  }
  if (!Object.hasOwn(POLICY_BOUNDS, field)) {
    return refuse({ ...invalid(field, `There is no setting ${field}.`), reason_code: "unknown_field" });
  }
  // A number in quotes is the sender's mistake (C29), not a number.
  const number = typeof value === "string" ? Number.NaN : value;
  return wholeNumber(number, { field, min: 0, ...POLICY_BOUNDS[field as NumberSetting] });
}

function invalid(field: string, message: string): Refusal {
  return { reason_code: "invalid_input", message, retryable: false, field };
}
