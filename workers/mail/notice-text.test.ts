import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "../domain/policy/policy-settings.ts";
import { SETTING_OF } from "../domain/policy.ts";
import { CLOCKS } from "../domain/sandbox.ts";
import { noticeText } from "./notice-text.ts";

const ORIGIN = "https://sandbar.example";
const acts_at = Date.UTC(2026, 10, 21, 14, 5);

describe.each(CLOCKS)("%s", (reason) => {
  const setting = SETTING_OF[reason];
  const matter = { kind: "warning", reason, acts_at, setting, limit: DEFAULT_POLICY[setting] } as const;
  const { subject, text } = noticeText("fix-login", matter, ORIGIN);

  test("says which sandbox, why, when, what to do, and where", () => {
    expect(subject).toContain("fix-login");
    expect(subject).toContain("2026-11-21 14:05 UTC");
    expect(text).toMatch(/the sandbox fix-login/i);
    expect(text).toContain("at 2026-11-21 14:05 UTC");
    expect(text).toContain("\nhttps://sandbar.example/sandboxes/fix-login\n");
    expect(text).toContain(`${setting} = ${DEFAULT_POLICY[setting]}`);
    expect(text).not.toMatch(/NAME|TIME|undefined/);
  });

  test("promises that files are kept exactly where they are", () => {
    expect(text.includes("its files are kept")).toBe(reason !== "archive_retention");
    expect(text.includes("is deleted")).toBe(reason === "archive_retention");
  });
});

test.each(["teardown", "save"] as const)(
  "a failed save (%s) says what went wrong and how to go on",
  (before) => {
    const matter = {
      kind: "save_failed",
      before,
      message: "The storage is full.",
      next_step: "Save again.",
    } as const;
    const { subject, text } = noticeText("fix-login", matter, ORIGIN);
    expect(subject).toBe("fix-login could not be saved, and is kept");
    for (const part of ["The storage is full.", "Save again.", `${ORIGIN}/sandboxes/fix-login`]) {
      expect(text).toContain(part);
    }
  },
);
