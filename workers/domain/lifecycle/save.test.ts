import { describe, expect, test } from "vitest";
import { checkpoint, decide, refusalCode, running, save, teardown } from "./samples.ts";

describe("save", () => {
  const saving = () => decide(running(), save("op2")).record;

  test("C1: the pointer moves only to a verified checkpoint of this very save", () => {
    const saved = { type: "saved", operation_id: "op2", generation: 1 } as const;
    expect(refusalCode(saving(), { ...saved, checkpoint: checkpoint("cp-op2", 1, false) })).toBe("dropped");
    expect(refusalCode(saving(), { ...saved, checkpoint: checkpoint("another") })).toBe("dropped");
    const { record } = decide(saving(), { ...saved, checkpoint: checkpoint("cp-op2") });
    expect(record).toMatchObject({
      state: "running",
      checkpoint: { checkpoint_id: "cp-op2" },
      operation: null,
    });
  });

  const storageFailed = {
    type: "save_failed",
    operation_id: "op2",
    generation: 1,
    refusal: { reason_code: "storage_failed", message: "no", retryable: true },
  } as const;

  test("a failed one takes nobody's terminal away: it runs on, blocked until a save succeeds", () => {
    const { record, effects, ended } = decide(saving(), storageFailed);
    expect(record).toMatchObject({
      state: "running",
      container: "present",
      error: null,
      operation: null,
      blockers: [{ code: "save_failed" }],
    });
    expect(effects).toEqual([]);
    expect(ended).toMatchObject({ status: "failed", error: { reason_code: "storage_failed" } });
    const again = decide(record, save("op3")).record;
    const saved = { type: "saved", operation_id: "op3", generation: 1 } as const;
    expect(decide(again, { ...saved, checkpoint: checkpoint("cp-op3") }).record.blockers).toEqual([]);
  });

  test("one that was to end in a teardown leaves error with the container, and another save is the way on", () => {
    const tearing = decide(running(), teardown("op2")).record;
    const failed = decide(tearing, storageFailed);
    expect(failed.record).toMatchObject({
      state: "error",
      container: "present",
      blockers: [{ code: "save_failed" }],
    });
    expect(failed.effects).toEqual([]);
    const again = decide(failed.record, save("op3")).record;
    expect(again.state).toBe("saving");
    const failedAgain = decide(again, { ...storageFailed, operation_id: "op3" }).record;
    expect(failedAgain).toMatchObject({ state: "error", container: "present" });
  });

  test("a periodic one says so, and fails like one by hand", () => {
    const periodic = decide(running(), save("op2", "periodic"));
    expect(periodic.effects).toMatchObject([{ type: "save", reason: "periodic" }]);
    expect(periodic.events).toContainEqual(expect.objectContaining({ reason: "periodic save" }));
    expect(decide(periodic.record, storageFailed).record.state).toBe("running");
  });

  test("a task that ends while saving leaves it completed afterwards", () => {
    const ended = decide(saving(), { type: "task_exited", generation: 1, exit_code: 3 }).record;
    expect(ended).toMatchObject({ state: "saving", completion: { exit_code: 3 } });
    const saved = {
      type: "saved",
      operation_id: "op2",
      generation: 1,
      checkpoint: checkpoint("cp-op2"),
    } as const;
    expect(decide(ended, saved).record.state).toBe("completed");
  });
});
