import { describe, expect, it } from "vitest";
import { checkpoint, decide, inState, running, save } from "../lifecycle/samples.ts";
import { type SandboxRecord, STATES } from "../sandbox.ts";
import { DEFAULT_POLICY } from "./policy-settings.ts";
import { saveTurn } from "./save-clock.ts";

const MINUTE = 60_000;
const started = (): SandboxRecord => ({ ...running(), started_at: 0 });

describe("saveTurn", () => {
  it("is due an interval after the start, not a second earlier, and at once when it was missed", () => {
    const at = (now: number) => saveTurn(DEFAULT_POLICY, started(), null, now);
    expect(at(15 * MINUTE - 1000)).toEqual({ due: false, recheck_at: 15 * MINUTE });
    expect(at(15 * MINUTE)).toEqual({ due: true, recheck_at: null });
    expect(at(999 * MINUTE)).toEqual({ due: true, recheck_at: null });
  });

  it("counts from the last save of this generation, or from when nothing had changed", () => {
    const saved = { ...started(), checkpoint: { ...checkpoint("cp", 1), created_at: 10 * MINUTE } };
    expect(saveTurn(DEFAULT_POLICY, saved, null, 20 * MINUTE).recheck_at).toBe(25 * MINUTE);
    expect(saveTurn(DEFAULT_POLICY, saved, 14 * MINUTE, 20 * MINUTE).recheck_at).toBe(29 * MINUTE);
    const older = { ...started(), checkpoint: { ...checkpoint("cp", 0), created_at: 10 * MINUTE } };
    expect(saveTurn(DEFAULT_POLICY, older, null, 20 * MINUTE).due).toBe(true);
  });

  it("waits for an operation and looks again soon", () => {
    const saving = { ...decide(started(), save("op2")).record };
    const turn = saveTurn(DEFAULT_POLICY, saving, null, 20 * MINUTE);
    expect(turn).toEqual({ due: false, recheck_at: 20 * MINUTE + 30_000 });
  });

  it("R1: an interval of 0 saves only when asked", () => {
    const policy = { ...DEFAULT_POLICY, checkpoint_interval_minutes: 0 };
    expect(saveTurn(policy, started(), null, 9999 * MINUTE)).toEqual({ due: false, recheck_at: null });
  });

  it.each(STATES.map((state) => [state] as const))("%s: only what runs is saved", (state) => {
    const { due } = saveTurn(DEFAULT_POLICY, { ...inState(state), operation: null }, null, 9999 * MINUTE);
    expect(due).toBe(["running", "saving", "completed"].includes(state));
  });
});
