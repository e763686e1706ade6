import { expect, test } from "vitest";
import type { GuestRecordBody } from "../../../workers/domain/sharing/share.ts";
import type { LinkStatus } from "../../live/connection/reconnecting-socket.ts";
import { guestEnd, warningWords } from "./guest-end.ts";

const end = (
  status: LinkStatus,
  { state = "running", left = 1_000 }: { state?: GuestRecordBody["state"]; left?: number } = {},
) => guestEnd({ status, left, sharedBy: "Ann", record: { state } as GuestRecordBody })?.title ?? null;
const closed = (code: number, reason_code?: string): LinkStatus => ({
  kind: "closed",
  code,
  reason: "",
  told: reason_code ? { reason_code, message: "No." } : null,
});

test("a guest's page goes on while the link holds, also through a broken connection", () => {
  expect(end({ kind: "open" })).toBeNull();
  expect(end({ kind: "waiting", retryAt: 0 })).toBeNull();
  expect(end({ kind: "open" }, { state: "error" })).toBeNull();
});

test("it ends when the time is over, whether or not anything answers", () => {
  expect(end({ kind: "open" }, { left: 0 })).toMatch(/time is over/);
  expect(end({ kind: "waiting", retryAt: 0 }, { left: -1 })).toMatch(/time is over/);
  expect(end(closed(4410))).toMatch(/time is over/);
});

test("it says which end it was", () => {
  expect(end(closed(4410, "share_revoked"))).toMatch(/taken back/);
  expect(end(closed(4410, "share_ended"))).toMatch(/no longer shared/);
  expect(end(closed(4401, "unauthenticated"))).toMatch(/not in/);
  expect(end(closed(4404))).toMatch(/deleted/);
  expect(end(closed(4404, "not_found"))).toMatch(/no longer shared/);
  expect(end({ kind: "open" }, { state: "destroyed" })).toMatch(/torn down/);
});

test("guests are warned five minutes and one minute before", () => {
  expect(warningWords(300_001)).toBeNull();
  expect(warningWords(300_000)).toMatch(/5 minutes/);
  expect(warningWords(60_001)).toMatch(/5 minutes/);
  expect(warningWords(60_000)).toMatch(/1 minute/);
  expect(warningWords(0)).toBeNull();
});
