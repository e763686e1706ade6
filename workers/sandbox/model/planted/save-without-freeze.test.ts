import { expect, test, vi } from "vitest";
import { firstFailure } from "../search.ts";

/** What runs goes on writing while a teardown saves. */
vi.mock("../../agent/freeze.ts", async (original) => ({
  ...(await original<typeof import("../../agent/freeze.ts")>()),
  freeze: async () => async () => undefined,
}));

test("planted: a teardown saves without a freeze", async () => {
  expect(await firstFailure(1, 2_000)).toMatch(/was removed (running|with unsaved work)/);
});
