import { expect, test } from "vitest";
import type { Actor, SandboxEvent } from "../sandbox.ts";
import { ownDeed } from "./own-deeds.ts";

function event(kind: Actor["kind"], type: string, more: Partial<SandboxEvent> = {}): SandboxEvent {
  return { seq: 1, at: 0, type, actor: { kind, id: kind, label: kind }, data: {}, ...more };
}

test.each([
  ["policy", "running", "saving", null],
  ["policy", "saving", "running", null],
  ["policy", "saving", "completed", null],
  ["policy", "saving", "tearing_down", "sandbox.state_changed"],
  ["policy", "saving", "error", "sandbox.state_changed"],
  ["system", "running", "error", "sandbox.state_changed"],
  ["user", "running", "saving", "sandbox.state_changed"],
  ["agent", "running", "completed", "sandbox.state_changed"],
] as const)("a %s takes it from %s to %s: %s", (kind, from, to, action) => {
  expect(ownDeed(event(kind, "state_changed", { from, to }))).toBe(action);
});

test("operations are told where nobody asked for them: who asked was audited when they did", () => {
  const started = (kind: Actor["kind"], type: string) =>
    ownDeed(event(kind, "operation_started", { data: { type } }));
  expect(started("policy", "teardown")).toBe("sandbox.teardown");
  expect(started("policy", "purge")).toBe("sandbox.purge");
  expect(started("policy", "save")).toBeNull();
  for (const kind of ["user", "token", "guest"] as const) expect(started(kind, "teardown")).toBeNull();
  expect(ownDeed(event("policy", "operation_failed"))).toBe("sandbox.operation_failed");
  expect(ownDeed(event("policy", "phase_started"))).toBeNull();
});
