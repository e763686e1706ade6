/** What admins decide about a profile: limits, and which settings of the policy it overrides. */

import { ok, type Refusal, type Result, refuse } from "../refusal.ts";
import {
  POLICY_BOUNDS,
  POLICY_SWITCHES,
  type PolicyPatch,
  type PolicySettings,
  readPolicyPatch,
} from "./policy-settings.ts";
import { wholeNumber } from "./whole-number.ts";

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** Least and greatest value of each limit. */
export const PROFILE_BOUNDS = {
  memory_bytes: { min: 64 * MIB, max: 1024 * GIB, unit: "bytes" },
  disk_bytes: { min: 64 * MIB, max: 4096 * GIB, unit: "bytes" },
  pids: { min: 16, max: 65_536, unit: "processes" },
} as const;

/** Parts of a CPU are allowed. */
export const CPUS_BOUNDS = { min: 0.1, max: 64 } as const;
export const DESCRIPTION_MAX = 200;

/** Image classes that engines have. */
export const IMAGES = ["default"] as const;

/** The team's alone: its quota is counted over all profiles. */
const TEAM_ONLY: readonly (keyof PolicySettings)[] = [
  "max_active_per_member",
  "max_active_per_team",
  "max_storage_gb",
];

/** What a profile may override. */
export const PROFILE_POLICY_SETTINGS = [...POLICY_SWITCHES, ...namesOf(POLICY_BOUNDS)].filter(
  (name) => !TEAM_ONLY.includes(name),
);

export interface ProfileFields {
  readonly description: string;
  readonly cpus: number;
  readonly memory_bytes: number;
  readonly disk_bytes: number;
  readonly pids: number;
  readonly image: string;
}

/** Overrides as they are sent: a value, or null for "as the team has it". What is absent stays as it is. */
export type ProfilePolicyPatch = { readonly [Name in keyof PolicySettings]?: PolicySettings[Name] | null };

export interface ProfileChange extends Partial<ProfileFields> {
  readonly policy?: Readonly<Record<string, unknown>>;
}

/** A change with nothing left to check. */
export interface CheckedChange extends Partial<ProfileFields> {
  readonly policy: ProfilePolicyPatch;
}

/** Reads what is named and nothing else (R1). Refuses with `invalid_input`, `invalid_number` or `unknown_field`. */
export function readProfileChange(change: ProfileChange): Result<CheckedChange> {
  for (const [field, bounds] of Object.entries(PROFILE_BOUNDS)) {
    const value = change[field as keyof typeof PROFILE_BOUNDS];
    if (value === undefined) continue;
    const read = wholeNumber(value, { field, ...bounds });
    if (!read.ok) return read;
  }
  const { cpus, image, description, policy } = change;
  if (cpus !== undefined && !(cpus >= CPUS_BOUNDS.min && cpus <= CPUS_BOUNDS.max)) {
    return refuse(wrong("cpus", `is a number from ${CPUS_BOUNDS.min} to ${CPUS_BOUNDS.max}`));
  }
  if (image !== undefined && !(IMAGES as readonly string[]).includes(image)) {
    return refuse(wrong("image", `is one of ${IMAGES.join(", ")}`));
  }
  if (description !== undefined && description.length > DESCRIPTION_MAX) {
    return refuse(wrong("description", `has at most ${DESCRIPTION_MAX} characters`));
  }
  const overrides = readOverrides(policy ?? {});
  return overrides.ok ? ok({ ...change, policy: overrides.value }) : overrides;
}

/** The overrides with a change of them put over: null removes, false and 0 are values. */
export function withOverrides(policy: PolicyPatch, change: ProfilePolicyPatch): PolicyPatch {
  const merged = { ...policy, ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value != null));
}

function readOverrides(raw: Readonly<Record<string, unknown>>): Result<ProfilePolicyPatch> {
  const removed: Record<string, null> = {};
  const set: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) {
    const field = `policy.${name}`;
    if (!(PROFILE_POLICY_SETTINGS as readonly string[]).includes(name)) {
      return refuse({
        ...wrong(field, "is nothing that a profile can override"),
        reason_code: "unknown_field",
      });
    }
    if (value === null) removed[name] = null;
    else set[name] = value;
  }
  const read = readPolicyPatch(set);
  if (read.ok) return ok({ ...removed, ...read.value });
  const { refusal } = read;
  return refuse(refusal.field ? { ...refusal, field: `policy.${refusal.field}` } : refusal);
}

function wrong(field: string, problem: string): Refusal {
  return { reason_code: "invalid_input", message: `${field} ${problem}.`, retryable: false, field };
}

function namesOf<T extends object>(value: T): (keyof T)[] {
  return Object.keys(value) as (keyof T)[];
}
