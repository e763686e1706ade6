import { expect, test, vi } from "vitest";
import type { RunnerPorts } from "../../effects/runner.ts";
import { firstFailure } from "../search.ts";

/** Pitfall C20: whatever the engine answers counts as destroyed. */
vi.mock("../../effects/runner.ts", async (original) => {
  const { EffectRunner } = await original<typeof import("../../effects/runner.ts")>();
  return {
    EffectRunner: class extends EffectRunner {
      constructor(ports: RunnerPorts) {
        const surroundings: RunnerPorts["surroundings"] = (signal) => {
          const around = ports.surroundings(signal);
          const destroy = (id: string) => around.engine.destroy(id).catch(() => undefined);
          return { ...around, engine: { ...around.engine, destroy } };
        };
        super({ ...ports, surroundings });
      }
    },
  };
});

test("planted: destroyed is reported without the engine's confirmation", async () => {
  // It shows in few sequences: the search begins near one, so that it is short.
  expect(await firstFailure(330, 2_000)).toMatch(/destroyed, while the engine still has it|calls gone/);
});
