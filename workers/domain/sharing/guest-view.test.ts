import { expect, test } from "vitest";
import { guestEvent } from "./guest-view.ts";

const event = (type: string, data: Record<string, unknown>) => ({
  ...{ seq: 1, at: "2026-01-01T00:00:00.000Z", type, actor: "Ada", data },
});

test.each([
  ["created", { repository: "https://example.com/private.git", profile: "small" }],
  ["forked", { from: "another", checkpoint_id: "cp_of_another" }],
  ["owner_changed", { from: { user_id: "u1", name: "Ada" }, to: { user_id: "u2", name: "Bo" } }],
  ["visibility_changed", { from: "team", to: "private" }],
  ["recording_deleted", { recording_id: "rec_1", title: "vim secrets.txt" }],
  ["what_comes_later", { anything: 1 }],
  ["constructor", { anything: 1 }],
])("guests are told that %s, and no more", (type, data) => {
  expect(guestEvent(event(type, data))).toEqual(event(type, {}));
});

test("guests are told how an operation ended, not where to nor in whose words", () => {
  const data = {
    type: "export",
    duration_ms: 7,
    url: "https://example.com/x",
    branch: "b",
    message: "No /x.",
  };
  const told = { type: "export", duration_ms: 7 };
  expect(guestEvent(event("operation_succeeded", data)).data).toEqual(told);
  const failed = { ...data, reason_code: "push_rejected" };
  expect(guestEvent(event("operation_failed", failed)).data).toEqual({
    ...told,
    reason_code: "push_rejected",
  });
});
