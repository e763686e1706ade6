/** Profiles in people's words: what a sandbox may use, and where its clocks differ from the team's. */
import type { PolicyPatch, PolicySettings } from "../../../workers/domain/policy/policy-settings.ts";
import { PROFILE_POLICY_SETTINGS } from "../../../workers/domain/policy/profile-settings.ts";
import { SETTINGS, type Setting, settingWords, valueWords } from "../policy/policy-words.ts";

const GIB = 1024 ** 3;

export interface ProfileLimits {
  readonly cpus: number;
  readonly memory_bytes: number;
  readonly disk_bytes: number;
  readonly pids: number;
}

/** A profile as pages show it. */
export interface ListedProfile extends ProfileLimits {
  readonly name: string;
  readonly description: string;
  readonly image: string;
  readonly policy: PolicyPatch;
  readonly default: boolean;
}

/** In the order of the policy's page. */
export const OVERRIDABLE: readonly Setting[] = SETTINGS.filter((setting) =>
  (PROFILE_POLICY_SETTINGS as readonly Setting[]).includes(setting),
);

/** "2 CPUs · 4 GB memory · 10 GB disk · 1,024 processes" */
export function limitsWords({ cpus, memory_bytes, disk_bytes, pids }: ProfileLimits): string {
  return [
    `${cpus} ${cpus === 1 ? "CPU" : "CPUs"}`,
    `${gigabytes(memory_bytes)} GB memory`,
    `${gigabytes(disk_bytes)} GB disk`,
    `${pids.toLocaleString("en")} processes`,
  ].join(" · ");
}

/** In powers of 1024, as exact as the least size is: "0.0625", "0.5", "10". */
export function gigabytes(size: number): string {
  return String(Math.round((size / GIB) * 10_000) / 10_000);
}

/** "Idle time 2 h instead of 30 min", one for each setting of its own. */
export function overrideWords(own: PolicyPatch, team: PolicySettings): string[] {
  return OVERRIDABLE.flatMap((setting) => {
    const value = own[setting];
    if (value === undefined) return [];
    const words = `${settingWords(setting).label} ${valueWords(setting, value)}`;
    const ofTeam = team[setting];
    return [
      value === ofTeam ? `${words}, as the team’s now` : `${words} instead of ${valueWords(setting, ofTeam)}`,
    ];
  });
}

/** Why it can't be deleted; null when it can. */
export function keptWords(profile: ListedProfile, used_by: readonly string[]): string | null {
  if (profile.default) return "It can’t be deleted: launches that name no profile get it.";
  if (used_by.length === 0) return null;
  const named = used_by.slice(0, 3).join(", ");
  const more = used_by.length > 3 ? ` and ${used_by.length - 3} more` : "";
  return `It can’t be deleted while ${named}${more} ${used_by.length === 1 ? "has" : "have"} it.`;
}
