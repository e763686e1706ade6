/** The policy's form: settings as the text of its fields, and back to what was changed. */
import {
  DEFAULT_POLICY,
  isSwitch,
  POLICY_BOUNDS,
  type PolicyPatch,
  type PolicySettings,
} from "../../../workers/domain/policy/policy-settings.ts";
import { wholeNumber } from "../../../workers/domain/policy/whole-number.ts";
import { ok, type Result, refuse } from "../../../workers/domain/refusal.ts";
import { boundsWords, SETTINGS, type Setting, settingWords, valueWords } from "./policy-words.ts";

/** Digits, or "true" and "false" for those that are on or off. */
export type PolicyText = Readonly<Record<Setting, string>>;

export function policyText(settings: PolicySettings): PolicyText {
  return Object.fromEntries(SETTINGS.map((setting) => [setting, String(settings[setting])])) as PolicyText;
}

/** Refuses with `invalid_number` or `invalid_input`, naming the field and its bounds. */
export function readSettingText(setting: Setting, text: string): Result<number | boolean> {
  if (isSwitch(setting)) return ok(text === "true");
  const read = wholeNumber(text.trim(), { field: setting, ...POLICY_BOUNDS[setting] });
  if (read.ok) return read;
  const message = `${settingWords(setting).label} takes a whole number.`;
  return refuse({
    ...read.refusal,
    message,
    next_step: `Enter ${boundsWords(setting, DEFAULT_POLICY[setting])}`,
  });
}

/** What the text changes of the settings that were loaded; all else, and what is typed as it was, is left out (R1). */
export function changedSettings(loaded: PolicySettings, text: Partial<PolicyText>): Result<PolicyPatch> {
  const patch: Record<string, number | boolean> = {};
  for (const setting of SETTINGS) {
    const typed = text[setting];
    if (typed === undefined) continue;
    const read = readSettingText(setting, typed);
    if (!read.ok) return read;
    if (read.value !== loaded[setting]) patch[setting] = read.value;
  }
  return ok(patch);
}

/** The fields of a form that differ from what was loaded. A box that is not ticked posts only its "false". */
export function typedText(form: FormData, loaded: PolicyText): Partial<PolicyText> {
  const typed = SETTINGS.flatMap((setting) => {
    const text = form.getAll(setting).at(-1);
    return typeof text === "string" && text.trim() !== loaded[setting] ? [[setting, text] as const] : [];
  });
  return Object.fromEntries(typed);
}

/** Settings that both somebody else and this form changed, to different values. */
export function clashes(loaded: PolicySettings, current: PolicySettings, patch: PolicyPatch): Setting[] {
  return SETTINGS.filter(
    (setting) =>
      patch[setting] !== undefined &&
      current[setting] !== loaded[setting] &&
      current[setting] !== patch[setting],
  );
}

/** The settings of `patch`, with the values that `settings` has for them. */
export function sameSettings(settings: PolicySettings, patch: PolicyPatch): PolicyPatch {
  return Object.fromEntries(
    SETTINGS.filter((setting) => patch[setting] !== undefined).map((setting) => [setting, settings[setting]]),
  );
}

/** "Idle time 30 min → 45 min", one for each changed setting. */
export function changeWords(before: PolicyPatch, after: PolicyPatch): string[] {
  return SETTINGS.flatMap((setting) => {
    const [was, is] = [before[setting], after[setting]];
    if (was === undefined || is === undefined) return [];
    return [`${settingWords(setting).label} ${valueWords(setting, was)} → ${valueWords(setting, is)}`];
  });
}

/** The same for the same change: what a confirmation is given for. */
export function changeKey(patch: PolicyPatch): string {
  return SETTINGS.filter((setting) => patch[setting] !== undefined)
    .map((setting) => `${setting}=${patch[setting]}`)
    .join("&");
}
