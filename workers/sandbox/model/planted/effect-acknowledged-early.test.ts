import { expect, test, vi } from "vitest";
import type { RunnerPorts } from "../../effects/runner.ts";
import { firstFailure } from "../search.ts";

/** An effect is struck off as it begins, so a crash before its result is committed forgets it. */
vi.mock("../../effects/runner.ts", async (original) => {
  const { EffectRunner } = await original<typeof import("../../effects/runner.ts")>();
  return {
    EffectRunner: class extends EffectRunner {
      constructor(ports: RunnerPorts) {
        const surroundings: RunnerPorts["surroundings"] = (signal) => {
          const next = ports.journal.nextEffect();
          if (next) ports.journal.dropEffect(next.effect_id);
          return ports.surroundings(signal);
        };
        super({ ...ports, surroundings });
      }
    },
  };
});

test("planted: an effect is acknowledged before its result is committed", async () => {
  // It shows in few sequences: the search begins near one, so that it is short.
  expect(await firstFailure(260, 2_000)).toMatch(/is not in storage|never comes to rest|calls gone/);
});
