import { expect, test } from "vitest";
import { transition } from "../lifecycle.ts";
import { STATES } from "../sandbox.ts";
import { archived, decide, inState } from "./samples.ts";

const found = { type: "leftover_found", engine_generation: 1 } as const;

test("C20: what the engine still has of an archive is cleaned up, once it is at rest", () => {
  const decision = decide(archived(), found);
  expect(decision.effects).toMatchObject([{ type: "cleanup", operation_id: null }]);
  expect(decision.events).toMatchObject([{ type: "leftover_found", data: { engine_generation: 1 } }]);
  expect(decision.record).toMatchObject({ state: "destroyed", operation: null });
});

test.each(STATES.filter((state) => state !== "destroyed"))(
  "a sandbox that is %s with a container is none",
  (state) => {
    const record = { ...inState(state), container: "present" } as const;
    expect(transition(record, found, 1)).toEqual({ ok: true, value: null });
  },
);
