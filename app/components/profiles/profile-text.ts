/** The form of a profile: its fields as text, and what is sent of them. */
import type { PolicySettings } from "../../../workers/domain/policy/policy-settings.ts";
import {
  CPUS_BOUNDS,
  PROFILE_BOUNDS,
  type ProfileFields,
} from "../../../workers/domain/policy/profile-settings.ts";
import { ok, type Refusal, type Result, refuse } from "../../../workers/domain/refusal.ts";
import { readSettingText } from "../policy/policy-text.ts";
import type { Setting } from "../policy/policy-words.ts";
import { gigabytes, type ListedProfile, OVERRIDABLE } from "./profile-words.ts";

const GIB = 1024 ** 3;

export interface ProfileText {
  readonly name: string;
  readonly description: string;
  readonly cpus: string;
  readonly memory_gb: string;
  readonly disk_gb: string;
  readonly pids: string;
  readonly image: string;
  /** Settings with a value of the profile's own. */
  readonly own: readonly Setting[];
  /** Each setting's field, whether it counts or not. */
  readonly policy: Readonly<Record<string, string>>;
}

export interface ProfileInput extends ProfileFields {
  readonly policy: Readonly<Record<string, number | boolean>>;
}

export function profileText(profile: ListedProfile, team: PolicySettings): ProfileText {
  return {
    name: profile.name,
    description: profile.description,
    cpus: String(profile.cpus),
    memory_gb: gigabytes(profile.memory_bytes),
    disk_gb: gigabytes(profile.disk_bytes),
    pids: String(profile.pids),
    image: profile.image,
    own: OVERRIDABLE.filter((setting) => profile.policy[setting] !== undefined),
    policy: Object.fromEntries(
      OVERRIDABLE.map((setting) => [setting, String(profile.policy[setting] ?? team[setting])]),
    ),
  };
}

/** From a posted form, or from `profileQuery`. */
export function postedProfile(form: Pick<FormData | URLSearchParams, "get" | "getAll">): ProfileText {
  const text = (field: string) => String(form.get(field) ?? "").trim();
  const own: readonly unknown[] = form.getAll("own");
  return {
    name: text("name"),
    description: text("description"),
    cpus: text("cpus"),
    memory_gb: text("memory_gb"),
    disk_gb: text("disk_gb"),
    pids: text("pids"),
    image: text("image"),
    own: OVERRIDABLE.filter((setting) => own.includes(setting)),
    policy: Object.fromEntries(OVERRIDABLE.map((setting) => [setting, text(setting)])),
  };
}

/** The fields as one line of text: what the form was opened with goes back with it. */
export function profileQuery({ own, policy, ...fields }: ProfileText): string {
  const query = new URLSearchParams({ ...policy, ...fields });
  for (const setting of own) query.append("own", setting);
  return query.toString();
}

interface Amount {
  readonly label: string;
  readonly pattern: RegExp;
  /** Least and greatest, in the form's unit. */
  readonly min: number;
  readonly max: number;
  readonly words: string;
}

const { memory_bytes: MEMORY, disk_bytes: DISK, pids: PIDS } = PROFILE_BOUNDS;
const FRACTION = /^\d{1,9}(\.\d{1,6})?$/;

function size(label: string, { min, max }: { min: number; max: number }): Amount {
  const words = `${gigabytes(min)} to ${(max / GIB).toLocaleString("en")} GB`;
  return { label, pattern: FRACTION, min: min / GIB, max: max / GIB, words };
}

/** What the fields of the limits take. */
const AMOUNTS: Readonly<Record<"cpus" | "memory_gb" | "disk_gb" | "pids", Amount>> = {
  cpus: {
    label: "CPUs",
    pattern: FRACTION,
    ...CPUS_BOUNDS,
    words: `${CPUS_BOUNDS.min} to ${CPUS_BOUNDS.max}`,
  },
  memory_gb: size("Memory", MEMORY),
  disk_gb: size("Disk", DISK),
  pids: {
    label: "Processes and threads",
    pattern: /^\d{1,9}$/,
    ...PIDS,
    words: `${PIDS.min} to ${PIDS.max.toLocaleString("en")}`,
  },
};

/** Refuses with `invalid_number`, naming the form's field and its bounds. */
export function profileInput(text: ProfileText): Result<ProfileInput> {
  for (const [field, amount] of Object.entries(AMOUNTS)) {
    const typed = text[field as keyof typeof AMOUNTS];
    const value = Number(typed);
    const fits = amount.pattern.test(typed) && value >= amount.min && value <= amount.max;
    if (!fits) return refuse(outOfBounds(field, amount));
  }
  const policy: Record<string, number | boolean> = {};
  for (const setting of text.own) {
    const read = readSettingText(setting, text.policy[setting] ?? "");
    if (!read.ok) return read;
    policy[setting] = read.value;
  }
  return ok({
    description: text.description,
    cpus: Number(text.cpus),
    memory_bytes: Math.round(Number(text.memory_gb) * GIB),
    disk_bytes: Math.round(Number(text.disk_gb) * GIB),
    pids: Number(text.pids),
    image: text.image,
    policy,
  });
}

export type ProfileChange = Partial<Omit<ProfileInput, "policy">> & {
  /** Null takes the profile's own value away. */
  readonly policy?: Readonly<Record<string, number | boolean | null>>;
};

/** What differs from the profile as it was opened: all else is left out, so it stays as it is (R1). */
export function changedProfile(before: ProfileInput, after: ProfileInput): ProfileChange {
  const fields = (["description", "cpus", "memory_bytes", "disk_bytes", "pids", "image"] as const).filter(
    (field) => after[field] !== before[field],
  );
  const settings = OVERRIDABLE.filter((setting) => after.policy[setting] !== before.policy[setting]);
  const policy = Object.fromEntries(settings.map((setting) => [setting, after.policy[setting] ?? null]));
  return {
    ...Object.fromEntries(fields.map((field) => [field, after[field]])),
    ...(settings.length > 0 && { policy }),
  };
}

const FORM_FIELDS: Readonly<Record<string, string>> = { memory_bytes: "memory_gb", disk_bytes: "disk_gb" };

/** Names the form's own field for what the service names in its words. */
export function formRefusal(refusal: Refusal): Refusal {
  const field = refusal.field?.replace(/^policy\./, "");
  return { ...refusal, field: field && (FORM_FIELDS[field] ?? field) };
}

function outOfBounds(field: string, { label, words }: Amount): Refusal {
  const message = `${label} takes a number from ${words}.`;
  return { reason_code: "invalid_number", message, retryable: false, field };
}
