import { expect, test } from "vitest";
import { isClash, openedAfterClash } from "./profile-clash.ts";
import { changedProfile, type ProfileText, profileInput } from "./profile-text.ts";

test("two changes clash where they set the same to different ends, and nowhere else", () => {
  expect(isClash({ cpus: 2 }, { cpus: 4 })).toBe(true);
  expect(isClash({ policy: { auto_teardown: null } }, { policy: { auto_teardown: false } })).toBe(true);
  expect(isClash({ cpus: 2 }, { cpus: 2 })).toBe(false);
  expect(isClash({ cpus: 2, policy: { auto_teardown: true } }, { pids: 64, policy: {} })).toBe(false);
  expect(isClash({}, { cpus: 4 })).toBe(false);
});

test("sent again after a clash, it sets what was entered and still leaves the rest", () => {
  const opened: ProfileText = {
    name: "wide",
    description: "Wide",
    cpus: "1",
    memory_gb: "1",
    disk_gb: "1",
    pids: "256",
    image: "default",
    own: ["idle_timeout_minutes"],
    policy: { idle_timeout_minutes: "10", max_lifetime_hours: "72" },
  };
  const typed = { ...opened, cpus: "2" };
  const now: ProfileText = { ...opened, cpus: "3", pids: "300", own: [] };
  const input = (text: ProfileText) => {
    const read = profileInput(text);
    if (!read.ok) throw new Error(read.refusal.message);
    return read.value;
  };
  expect(changedProfile(input(openedAfterClash(opened, typed, now)), input(typed))).toEqual({ cpus: 2 });
});
