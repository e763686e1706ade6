import { expect, test, vi } from "vitest";
import type { Decision } from "../../../domain/lifecycle.ts";
import type { Result } from "../../../domain/refusal.ts";
import { firstFailure } from "../search.ts";

/** Pitfall R2: the export's lock is taken, and given back before the export has run. */
vi.mock("../../../domain/lifecycle/request.ts", async (original) => {
  const request = await original<typeof import("../../../domain/lifecycle/request.ts")>();
  const startExport = (...parameters: Parameters<typeof request.startExport>): Result<Decision> => {
    const result = request.startExport(...parameters);
    if (!result.ok) return result;
    const { record } = result.value;
    return { ok: true, value: { ...result.value, record: { ...record, operation: null, plan: null } } };
  };
  return { ...request, startExport };
});

test("planted: the export's lock is released before the export has ended", async () => {
  expect(await firstFailure(1, 2_000)).toMatch(/but the lock is null's|counts as running without the lock/);
});
