import { expect, test, vi } from "vitest";
import { ok } from "../../../domain/refusal.ts";
import { firstFailure } from "../search.ts";

/** Pitfall C1: nothing is read back before the pointer moves. */
vi.mock("../../storage/archive-store.ts", async (original) => ({
  ...(await original<typeof import("../../storage/archive-store.ts")>()),
  verifyArchive: async () => ok(true),
}));

test("planted: the checkpoint's pointer moves before its bytes were verified", async () => {
  expect(await firstFailure(1, 2_000)).toMatch(/the pointer moved to a checkpoint, but the bytes/);
});
