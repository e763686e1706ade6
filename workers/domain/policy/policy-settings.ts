/** What admins decide about time and number: settings, defaults, bounds, and partial changes of them. */
import { invalidInput, ok, type Refusal, type Result, refuse } from "../refusal.ts";
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
  /** Longest idle timeout that an owner may choose for a sandbox, minutes; 0 = owners choose none. */
  readonly owner_idle_timeout_max_minutes: number;
  /** Minutes between saves of a running sandbox that has changed; 0 = only when asked, and before a teardown. */
  readonly checkpoint_interval_minutes: number;
  /** Newest checkpoints that are kept of each sandbox, beside all that are younger than a day. */
  readonly checkpoints_kept: number;
  /** Whether every terminal is recorded, whoever asks; without this, only where somebody switches it on. */
  readonly record_terminals: boolean;
  /** Hours that a sandbox may run after each start; 0 = no bound. */
  readonly max_lifetime_hours: number;
  /** Sandboxes that are not destroyed; 0 = none may be launched. */
  readonly max_active_per_member: number;
  readonly max_active_per_team: number;
  /**
   * Gigabytes (2^30) of checkpoints, exports and recordings, beyond which nothing new is launched; 0 = no bound. What runs is
   * saved, archived and resumed all the same.
   */
  readonly max_storage_gb: number;
}

export type PolicyPatch = Partial<PolicySettings>;

export const DEFAULT_POLICY: PolicySettings = {
  idle_timeout_minutes: 30,
  completed_retention_minutes: 60,
  archive_retention_days: 30,
  auto_teardown: true,
  owner_idle_timeout_max_minutes: 24 * 60,
  checkpoint_interval_minutes: 15,
  checkpoints_kept: 10,
  record_terminals: false,
  max_lifetime_hours: 72,
  max_active_per_member: 5,
  max_active_per_team: 20,
  max_storage_gb: 0,
};

type SettingOf<Kind> = {
  [Name in keyof PolicySettings]: PolicySettings[Name] extends Kind ? Name : never;
}[keyof PolicySettings];
export type NumberSetting = SettingOf<number>;
export type SwitchSetting = SettingOf<boolean>;

/** Settings that are on or off. */
export const POLICY_SWITCHES = [
  "auto_teardown",
  "record_terminals",
] as const satisfies readonly SwitchSetting[];

export function isSwitch(setting: string): setting is SwitchSetting {
  return (POLICY_SWITCHES as readonly string[]).includes(setting);
}

/** Least and greatest value of each setting that is a number. */
export const POLICY_BOUNDS: Readonly<Record<NumberSetting, { min: number; max: number; unit: string }>> = {
  idle_timeout_minutes: { min: 0, max: 7 * 24 * 60, unit: "minutes" },
  completed_retention_minutes: { min: 0, max: 30 * 24 * 60, unit: "minutes" },
  archive_retention_days: { min: 0, max: 3650, unit: "days" },
  owner_idle_timeout_max_minutes: { min: 0, max: 7 * 24 * 60, unit: "minutes" },
  checkpoint_interval_minutes: { min: 0, max: 24 * 60, unit: "minutes" },
  checkpoints_kept: { min: 1, max: 1000, unit: "checkpoints" },
  max_lifetime_hours: { min: 0, max: 365 * 24, unit: "hours" },
  max_active_per_member: { min: 0, max: 1000, unit: "sandboxes" },
  max_active_per_team: { min: 0, max: 10_000, unit: "sandboxes" },
  max_storage_gb: { min: 0, max: 1_000_000, unit: "GB" },
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
 * bounded by what owners may choose and by the lifetime; 0 (never) is then as long as that. A bound that was made
 * tighter since the owner chose holds at once.
 */
export function policyFor(
  team: PolicySettings,
  profile: PolicyPatch,
  idle_timeout_minutes: number | null,
): PolicySettings {
  const settings = withPatches(team, profile);
  if (idle_timeout_minutes === null) return settings;
  const bound = ownIdleTimeoutMax(settings);
  if (bound === 0) return settings;
  const never = idle_timeout_minutes === 0;
  return { ...settings, idle_timeout_minutes: never ? bound : Math.min(idle_timeout_minutes, bound) };
}

/** Longest idle timeout that an owner may choose, minutes; 0 = owners choose none. */
function ownIdleTimeoutMax(settings: PolicySettings): number {
  const lifetime = settings.max_lifetime_hours * 60;
  return Math.min(settings.owner_idle_timeout_max_minutes, lifetime || Number.POSITIVE_INFINITY);
}

/**
 * Reads an owner's choice under the settings of team and profile; null is theirs. Refuses what is beyond the bound,
 * naming the field and the bound, with `invalid_number`, and every choice with `invalid_idle_timeout` where owners
 * choose none.
 */
export function readOwnIdleTimeout(raw: unknown, settings: PolicySettings): Result<number | null> {
  if (raw == null) return ok(null);
  const field = "idle_timeout_minutes";
  const max = ownIdleTimeoutMax(settings);
  if (max === 0) return refuse(noOwnIdleTimeout(field));
  const read = wholeNumber(raw, { field, min: 0, max, unit: "minutes" });
  return read.ok ? read : refuse({ ...read.refusal, next_step: ASK_FOR_MORE });
}

const ASK_FOR_MORE = "Choose less, or ask an admin: the policy bounds what owners may choose.";

function noOwnIdleTimeout(field: string): Refusal {
  return {
    reason_code: "invalid_idle_timeout",
    message: "In this team the policy alone decides how long a sandbox may be idle.",
    retryable: false,
    next_step: `Leave ${field} out, or ask an admin to allow owners to choose it.`,
    field,
  };
}

function readSetting(field: string, value: unknown): Result<number | boolean> {
  if (isSwitch(field)) {
    return typeof value === "boolean" ? ok(value) : refuse(invalidInput(field, `${field} is true or false.`));
  }
  if (!Object.hasOwn(POLICY_BOUNDS, field)) {
    return refuse({ ...invalidInput(field, `There is no setting ${field}.`), reason_code: "unknown_field" });
  }
  // A number in quotes is the sender's mistake (C29), not a number.
  const number = typeof value === "string" ? Number.NaN : value;
  return wholeNumber(number, { field, ...POLICY_BOUNDS[field as NumberSetting] });
}
