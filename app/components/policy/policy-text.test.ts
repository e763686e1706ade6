import { expect, test } from "vitest";
import { DEFAULT_POLICY, POLICY_BOUNDS } from "../../../workers/domain/policy/policy-settings.ts";
import {
  changedSettings,
  changeKey,
  changeWords,
  clashes,
  policyText,
  readSettingText,
  typedText,
} from "./policy-text.ts";
import { echo, SETTINGS, valueWords } from "./policy-words.ts";

function posted(fields: Record<string, string | readonly string[]>): FormData {
  const form = new FormData();
  for (const [name, values] of Object.entries(fields)) {
    for (const value of [values].flat()) form.append(name, value);
  }
  return form;
}

test("the page has every setting once", () => {
  expect(SETTINGS.toSorted()).toEqual(Object.keys(DEFAULT_POLICY).toSorted());
});

test("R1: only what was changed is sent; false and 0 are values", () => {
  const text = policyText(DEFAULT_POLICY);
  expect(changedSettings(DEFAULT_POLICY, text)).toEqual({ ok: true, value: {} });
  const typed = { ...text, auto_teardown: "false", idle_timeout_minutes: "0" };
  expect(changedSettings(DEFAULT_POLICY, typed)).toEqual({
    ok: true,
    value: { auto_teardown: false, idle_timeout_minutes: 0 },
  });
  expect(changedSettings(DEFAULT_POLICY, { max_lifetime_hours: "12" })).toEqual({
    ok: true,
    value: { max_lifetime_hours: 12 },
  });
});

test("R1: a box that is not ticked is false, a form without it leaves it alone", () => {
  const loaded = policyText(DEFAULT_POLICY);
  expect(typedText(posted({ auto_teardown: "false" }), loaded)).toEqual({ auto_teardown: "false" });
  expect(typedText(posted({ auto_teardown: ["false", "true"] }), loaded)).toEqual({});
  expect(typedText(posted({}), loaded)).toEqual({});
});

test("R8: what is no number within its bounds is refused, naming the field and the bounds", () => {
  for (const text of [
    "90s",
    "",
    "1e3",
    "1.5",
    "-1",
    "NaN",
    String(POLICY_BOUNDS.idle_timeout_minutes.max + 1),
  ]) {
    const read = readSettingText("idle_timeout_minutes", text);
    expect(read.ok, text).toBe(false);
    expect(!read.ok && read.refusal.field).toBe("idle_timeout_minutes");
    expect(!read.ok && read.refusal.next_step).toContain("0 to 10,080 minutes");
  }
  expect(readSettingText("checkpoints_kept", "0").ok).toBe(false);
});

test("two admins clash only where both changed the same setting to different values", () => {
  const now = { ...DEFAULT_POLICY, idle_timeout_minutes: 45, max_lifetime_hours: 24, checkpoints_kept: 5 };
  const mine = { idle_timeout_minutes: 20, max_lifetime_hours: 24, archive_retention_days: 7 };
  expect(clashes(DEFAULT_POLICY, now, mine)).toEqual(["idle_timeout_minutes"]);
});

test("values read as people say them", () => {
  expect(valueWords("idle_timeout_minutes", 90)).toBe("1 h 30 min");
  expect(valueWords("idle_timeout_minutes", 0)).toBe("never");
  expect(valueWords("max_lifetime_hours", 72)).toBe("3 d");
  expect(valueWords("auto_teardown", false)).toBe("off");
  expect(valueWords("max_active_per_member", 1)).toBe("1 sandbox");
  expect(valueWords("checkpoints_kept", 1000)).toBe("1,000 checkpoints");
});

test("a typed number is echoed where that says more than the number", () => {
  expect(echo("idle_timeout_minutes", 90)).toBe("= 1 h 30 min");
  expect(echo("idle_timeout_minutes", 30)).toBeNull();
  expect(echo("max_lifetime_hours", 72)).toBe("= 3 d");
  expect(echo("max_lifetime_hours", 5)).toBeNull();
  expect(echo("archive_retention_days", 30)).toBeNull();
  expect(echo("archive_retention_days", 0)).toBe("0 = without end");
  expect(echo("max_active_per_team", 20)).toBeNull();
});

test("a change says what it was and what it is, and has one name", () => {
  const after = { idle_timeout_minutes: 45, auto_teardown: false };
  expect(changeWords({ idle_timeout_minutes: 30, auto_teardown: true }, after)).toEqual([
    "Idle time 30 min → 45 min",
    "Archive completed sandboxes on → off",
  ]);
  expect(changeKey(after)).toBe(changeKey({ auto_teardown: false, idle_timeout_minutes: 45 }));
  expect(changeKey({})).toBe("");
});
