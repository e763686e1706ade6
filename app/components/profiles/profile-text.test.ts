import { expect, test } from "vitest";
import { DEFAULT_POLICY } from "../../../workers/domain/policy/policy-settings.ts";
import { PROFILE_BOUNDS } from "../../../workers/domain/policy/profile-settings.ts";
import {
  changedProfile,
  formRefusal,
  postedProfile,
  profileInput,
  profileQuery,
  profileText,
} from "./profile-text.ts";
import { keptWords, limitsWords, overrideWords } from "./profile-words.ts";

const GIB = 1024 ** 3;
const PROFILE = {
  name: "wide",
  description: "Wide",
  cpus: 2,
  memory_bytes: 4 * GIB,
  disk_bytes: 10 * GIB,
  pids: 1024,
  image: "default",
  policy: { idle_timeout_minutes: 0, auto_teardown: false },
  default: false,
};

function input(text: ReturnType<typeof profileText>) {
  const read = profileInput(text);
  if (!read.ok) throw new Error(read.refusal.message);
  return read.value;
}

test("a form that nothing was typed into changes nothing, through the query it was opened with", () => {
  const text = profileText(PROFILE, DEFAULT_POLICY);
  const opened = postedProfile(new URLSearchParams(profileQuery(text)));
  expect(opened).toEqual(text);
  expect(changedProfile(input(opened), input(text))).toEqual({});
});

test("R1: only changed fields and settings are sent; 0 and false stay, null takes away", () => {
  const text = profileText(PROFILE, DEFAULT_POLICY);
  const after = { ...text, own: ["max_lifetime_hours", "auto_teardown"] as const, memory_gb: "0.5" };
  expect(changedProfile(input(text), input(after))).toEqual({
    memory_bytes: GIB / 2,
    policy: { idle_timeout_minutes: null, max_lifetime_hours: 72 },
  });
  expect(input(text).policy).toEqual({ idle_timeout_minutes: 0, auto_teardown: false });
});

test("a size that rounds in the form is not changed by it", () => {
  const odd = { ...PROFILE, memory_bytes: 1_234_567_890 };
  const text = profileText(odd, DEFAULT_POLICY);
  expect(changedProfile(input(text), input({ ...text, pids: "2048" }))).toEqual({ pids: 2048 });
});

test("R8: what is no number is refused, naming the field", () => {
  const text = profileText(PROFILE, DEFAULT_POLICY);
  for (const [field, value] of Object.entries({ cpus: "two", memory_gb: "", disk_gb: "1e3", pids: "1.5" })) {
    const read = profileInput({ ...text, [field]: value });
    expect(!read.ok && read.refusal.field).toBe(field);
  }
});

test("the least sizes read back as themselves", () => {
  const { memory_bytes, disk_bytes } = PROFILE_BOUNDS;
  const least = { ...PROFILE, memory_bytes: memory_bytes.min, disk_bytes: disk_bytes.min };
  expect(input(profileText(least, DEFAULT_POLICY))).toMatchObject({ memory_bytes: memory_bytes.min });
});

test("limits out of bounds are refused in the form's own units", () => {
  const text = profileText(PROFILE, DEFAULT_POLICY);
  for (const [field, value] of [
    ["memory_gb", "0.01"],
    ["disk_gb", "5000"],
    ["cpus", "0"],
    ["pids", "3"],
  ] as const) {
    const read = profileInput({ ...text, [field]: value });
    expect(!read.ok && read.refusal.field).toBe(field);
    expect(!read.ok && read.refusal.message).not.toContain("bytes");
  }
});

test("what the service refuses is shown at the form's own field", () => {
  const refusal = { reason_code: "invalid_number", message: "…", retryable: false };
  const field = (name: string) => formRefusal({ ...refusal, field: name }).field;
  expect(["memory_bytes", "policy.idle_timeout_minutes", "name"].map(field)).toEqual([
    "memory_gb",
    "idle_timeout_minutes",
    "name",
  ]);
});

test("says what keeps a profile from being deleted", () => {
  expect(keptWords(PROFILE, [])).toBeNull();
  expect(keptWords({ ...PROFILE, default: true }, [])).toContain("name no profile");
  expect(keptWords(PROFILE, ["a"])).toBe("It can’t be deleted while a has it.");
  expect(keptWords(PROFILE, ["a", "b", "c", "d"])).toBe(
    "It can’t be deleted while a, b, c and 1 more have it.",
  );
});

test("says what a sandbox may use, and where its clocks differ from the team's", () => {
  expect(limitsWords(PROFILE)).toBe("2 CPUs · 4 GB memory · 10 GB disk · 1,024 processes");
  expect(overrideWords({ idle_timeout_minutes: 120, max_lifetime_hours: 72 }, DEFAULT_POLICY)).toEqual([
    "Idle time 2 h instead of 30 min",
    "Longest lifetime 3 d, as the team’s now",
  ]);
});
