import type { Refusal } from "../../../workers/domain/refusal.ts";
import type { ProfileChange, ProfileText } from "./profile-text.ts";
import { OVERRIDABLE } from "./profile-words.ts";

/** Whether two changes of one profile set the same to different ends. */
export function isClash({ policy: mine = {}, ...own }: ProfileChange, theirs: ProfileChange): boolean {
  const { policy = {}, ...others } = theirs;
  return differ(own, others) || differ(mine, policy);
}

function differ(mine: Readonly<Record<string, unknown>>, theirs: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(mine).some((key) => key in theirs && theirs[key] !== mine[key]);
}

const FIELDS = ["description", "cpus", "memory_gb", "disk_gb", "pids", "image"] as const;

/** What is before somebody who was told of a clash: of what they changed what it is `now`, of the rest what it was. */
export function openedAfterClash(opened: ProfileText, typed: ProfileText, now: ProfileText): ProfileText {
  const fields = FIELDS.map((field) => [field, (typed[field] === opened[field] ? opened : now)[field]]);
  const seen = (setting: (typeof OVERRIDABLE)[number]) =>
    typed.own.includes(setting) === opened.own.includes(setting) &&
    typed.policy[setting] === opened.policy[setting]
      ? opened
      : now;
  return {
    ...opened,
    ...Object.fromEntries(fields),
    own: OVERRIDABLE.filter((setting) => seen(setting).own.includes(setting)),
    policy: Object.fromEntries(OVERRIDABLE.map((setting) => [setting, seen(setting).policy[setting] ?? ""])),
  };
}

export const PROFILE_CLASH: Refusal = {
  reason_code: "changed_meanwhile",
  message: "Somebody else changed this profile while you did, so nothing was saved.",
  retryable: false,
  next_step: "Reload the page to see theirs, or save again to set what you entered.",
};
