import { expect, test, vi } from "vitest";
import type { Report } from "../../../domain/lifecycle.ts";
import { firstFailure } from "../search.ts";

/** A result counts whatever run it comes from. */
vi.mock("../../../domain/lifecycle/report.ts", async (original) => {
  const { report, ...rest } = await original<typeof import("../../../domain/lifecycle/report.ts")>();
  const believing: typeof report = (record, command, now) =>
    report(
      record,
      "generation" in command ? ({ ...command, generation: record.generation } as Report) : command,
      now,
    );
  return { ...rest, report: believing };
});

test("planted: results of an earlier generation are believed", async () => {
  expect(await firstFailure(1, 2_000)).toMatch(
    /called lost, while the engine runs it|has not ended in this run/,
  );
});
