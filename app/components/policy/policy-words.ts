/** The policy in people's words: what each setting is called, what it does, and how its values read. */
import {
  isSwitch,
  type NumberSetting,
  POLICY_BOUNDS,
  type PolicySettings,
} from "../../../workers/domain/policy/policy-settings.ts";

export type Setting = keyof PolicySettings;

interface SettingWords {
  readonly label: string;
  /** One sentence: what it does. */
  readonly does: string;
  /** What 0 means; null where 0 is no special value, or not allowed. */
  readonly zero: string | null;
}

const SETTING_WORDS: Readonly<Record<Setting, SettingWords>> = {
  idle_timeout_minutes: {
    label: "Idle time",
    does: "A sandbox without input, output, commands or connections for this long is saved and archived.",
    zero: "never",
  },
  max_lifetime_hours: {
    label: "Longest lifetime",
    does: "However busy it is, a sandbox is saved and archived this long after it was started.",
    zero: "no limit",
  },
  completed_retention_minutes: {
    label: "Kept after completion",
    does: "How long a completed sandbox stays up to be looked at before it is archived.",
    zero: "archived at once",
  },
  checkpoint_interval_minutes: {
    label: "Save every",
    does: "A running sandbox whose files have changed is saved this often.",
    zero: "only when asked, and before it is archived",
  },
  checkpoints_kept: {
    label: "Checkpoints kept",
    does: "The newest ones of each sandbox, beside all that are younger than a day.",
    zero: null,
  },
  archive_retention_days: {
    label: "Archives kept",
    does: "How long checkpoints, logs, exports and recordings of an archived sandbox stay before they are deleted.",
    zero: "without end",
  },
  owner_idle_timeout_max_minutes: {
    label: "Longest idle time an owner may choose",
    does: "Owners may choose an idle time for their own sandboxes, up to this.",
    zero: "owners choose none",
  },
  max_active_per_member: {
    label: "Sandboxes per member",
    does: "How many of one member’s sandboxes may be up at once. Those that are up already stay.",
    zero: "none may be launched",
  },
  max_active_per_team: {
    label: "Sandboxes of the team",
    does: "How many of the whole team’s sandboxes may be up at once. Those that are up already stay.",
    zero: "none may be launched",
  },
  max_storage_gb: {
    label: "Storage of the team",
    does: "When checkpoints, exports and recordings take more, nothing new is launched. What there is goes on, and is saved as ever.",
    zero: "without bound",
  },
  auto_teardown: {
    label: "Archive completed sandboxes",
    does: "Without this, completed sandboxes stay up until somebody archives them, or their lifetime ends.",
    zero: null,
  },
  record_terminals: {
    label: "Record every terminal",
    does: "What terminals show is kept with the sandbox, for everybody who may see it, and all in a terminal are told. What is typed is kept only where the terminal shows it. Without this, a sandbox is recorded only while somebody has switched that on.",
    zero: null,
  },
};

export function settingWords(setting: Setting): SettingWords {
  return SETTING_WORDS[setting];
}

interface SettingGroup {
  readonly title: string;
  readonly settings: readonly Setting[];
}

/** Every setting, in the order of the page. */
export const SETTING_GROUPS: readonly SettingGroup[] = [
  {
    title: "Stopping",
    settings: ["idle_timeout_minutes", "auto_teardown", "completed_retention_minutes", "max_lifetime_hours"],
  },
  { title: "Saving", settings: ["checkpoint_interval_minutes", "checkpoints_kept"] },
  { title: "Recording", settings: ["record_terminals"] },
  { title: "Keeping", settings: ["archive_retention_days"] },
  { title: "Owners’ own choice", settings: ["owner_idle_timeout_max_minutes"] },
  { title: "Quotas", settings: ["max_active_per_member", "max_active_per_team", "max_storage_gb"] },
];

export const SETTINGS: readonly Setting[] = SETTING_GROUPS.flatMap(({ settings }) => settings);

const MINUTES_IN: Readonly<Record<string, number>> = { minutes: 1, hours: 60, days: 24 * 60 };

/** "30 min", "1 h 30 min", "3 d", "never", "on", "5 sandboxes": a value as people say it. */
export function valueWords(setting: Setting, value: number | boolean): string {
  if (isSwitch(setting)) return value ? "on" : "off";
  const number = Number(value);
  const { unit } = POLICY_BOUNDS[setting];
  if (number === 0) return SETTING_WORDS[setting].zero ?? `0 ${unit}`;
  const factor = MINUTES_IN[unit];
  if (factor !== undefined) return lengthWords(number * factor);
  return `${number.toLocaleString("en")} ${number === 1 ? unit.replace(/(es|s)$/, "") : unit}`;
}

/** "1 h 30 min": exact, in days, hours and minutes. */
function lengthWords(minutes: number): string {
  const parts = [
    [Math.floor(minutes / 1440), "d"],
    [Math.floor((minutes % 1440) / 60), "h"],
    [minutes % 60, "min"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** What a typed number amounts to: "90 minutes = 1 h 30 min", "0 = never"; null where that says nothing new. */
export function echo(setting: NumberSetting, value: number): string | null {
  const { unit } = POLICY_BOUNDS[setting];
  const { zero } = SETTING_WORDS[setting];
  if (value === 0) return zero && `0 = ${zero}`;
  const words = valueWords(setting, value);
  const shortest = `${value} ${unit === "minutes" ? "min" : unit.charAt(0)}`;
  return MINUTES_IN[unit] === undefined || words === shortest ? null : `= ${words}`;
}

/** "0 to 10,080 minutes. Default 30." */
export function boundsWords(setting: NumberSetting, fallback: number): string {
  const { min, max, unit } = POLICY_BOUNDS[setting];
  return `${min} to ${max.toLocaleString("en")} ${unit}. Default ${fallback.toLocaleString("en")}.`;
}
