import { expect, test, vi } from "vitest";
import { firstFailure } from "../search.ts";

/** A teardown that ends otherwise leaves everything stopped. */
vi.mock("../../agent/freeze.ts", async (original) => ({
  ...(await original<typeof import("../../agent/freeze.ts")>()),
  Thaw: class {
    look = async () => undefined;
  },
}));

test("planted: a sandbox that runs again stays frozen", async () => {
  // It shows in few sequences: the search begins near one, so that it is short.
  expect(await firstFailure(390, 2_000)).toMatch(/but frozen/);
});
