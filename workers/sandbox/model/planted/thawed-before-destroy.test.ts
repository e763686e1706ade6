import { expect, test, vi } from "vitest";
import type { ThawPorts } from "../../agent/freeze.ts";
import { firstFailure } from "../search.ts";

/** Once the save is verified the freeze counts as over. */
vi.mock("../../agent/freeze.ts", async (original) => {
  const freeze = await original<typeof import("../../agent/freeze.ts")>();
  return {
    ...freeze,
    Thaw: class extends freeze.Thaw {
      constructor(ports: ThawPorts) {
        const record: ThawPorts["record"] = () => {
          const now = ports.record();
          return now?.state === "tearing_down" ? { ...now, state: "running" } : now;
        };
        super({ ...ports, record });
      }
    },
  };
});

test("planted: a sandbox is thawed between the save and its destruction", async () => {
  // It shows in few sequences: the search begins near one, so that it is short.
  expect(await firstFailure(1_900, 2_000)).toMatch(/was removed running/);
});
