import { expect, test } from "vitest";
import { SHARE_MINUTES_MAX, SHARE_MINUTES_MIN } from "../../../workers/domain/sharing/share.ts";
import { endWords, givenWords, isOpen, LIFETIMES, statusAt, usesWords } from "./share-words.ts";

test("what a link gives reads as a sentence", () => {
  expect(givenWords("view", ["terminal"])).toBe("watch its terminals");
  expect(givenWords("interact", ["terminal", "timeline"])).toBe(
    "watch its terminals, type in them and read its timeline",
  );
  expect(givenWords("interact", ["timeline"])).toBe("read its timeline");
});

test("a link whose time has passed since it was loaded is over; one that was revoked stays so", () => {
  const expires_at = new Date(1_000).toISOString();
  expect(statusAt({ status: "live", expires_at }, 999)).toBe("live");
  expect(statusAt({ status: "live", expires_at }, 1_000)).toBe("expired");
  expect(statusAt({ status: "revoked", expires_at }, 2_000)).toBe("revoked");
});

test("a link that is full still holds for whoever is in", () => {
  expect((["live", "used_up", "expired", "revoked", "ended"] as const).filter(isOpen)).toEqual([
    "live",
    "used_up",
  ]);
});

test("every lifetime offered may be asked for", () => {
  for (const [minutes] of LIFETIMES) {
    expect(minutes).toBeGreaterThanOrEqual(SHARE_MINUTES_MIN);
    expect(minutes).toBeLessThanOrEqual(SHARE_MINUTES_MAX);
  }
});

test("uses are counted against their bound where there is one", () => {
  expect(usesWords({ uses: 2, max_uses: 5 })).toBe("2 of 5 let in");
  expect(usesWords({ uses: 0, max_uses: null })).toBe("0 let in");
});

test.each([
  "share_expired",
  "share_revoked",
  "share_used_up",
  "share_ended",
  "unauthenticated",
  "not_found",
  "rate_limited",
  "anything",
])("why a link lets nobody in says what to do next: %s", (reason_code) => {
  const { title, message, next_step } = endWords(reason_code);
  expect(title).not.toBe("");
  expect(message).toMatch(/\.$/);
  expect(next_step).toMatch(/\.$/);
});
