import { describe, expect, test } from "vitest";
import { type Phase, STATES } from "../sandbox.ts";
import { Draft, IllegalTransition } from "./draft.ts";
import {
  ANNA,
  archived,
  checkpoint,
  decide,
  FACTS,
  launched,
  refusalCode,
  running,
  teardown,
} from "./samples.ts";
import { LEGAL } from "./table.ts";

const failure = { reason_code: "repository_unreachable", message: "gone", retryable: false } as const;

describe("the table", () => {
  for (const from of STATES) {
    for (const to of STATES) {
      const legal = from === to || LEGAL[from].includes(to);
      test(`R3: ${from} -> ${to} is ${legal ? "legal" : "refused"}`, () => {
        const draft = new Draft({ ...launched(), state: from, phase: null }, ANNA, 5);
        if (!legal) return expect(() => draft.moveTo(to, "test")).toThrow(IllegalTransition);
        const { record, events } = draft.moveTo(to, "test").done();
        expect(record.state).toBe(to);
        expect(events.length).toBe(from === to ? 0 : 1);
      });
    }
  }
});

describe("launch", () => {
  test("goes through its phases with one effect each, and numbers events without a hole", () => {
    let decision = decide(null, {
      type: "launch",
      operation_id: "op1",
      actor: ANNA,
      facts: { ...launched(), command: null },
    });
    const phases: (Phase | null)[] = [];
    const seqs = decision.events.map((event) => event.seq);
    while (decision.record.phase) {
      const { phase, generation } = decision.record;
      phases.push(phase);
      expect(decision.effects).toMatchObject([{ type: "provision", phase, generation: 1 }]);
      decision = decide(decision.record, { type: "phase_done", operation_id: "op1", generation, phase });
      seqs.push(...decision.events.map((event) => event.seq));
    }
    expect(phases).toEqual(["allocating", "cloning", "setup", "starting"]);
    expect(decision.record).toMatchObject({ state: "running", operation: null, generation: 1 });
    expect(decision.ended).toMatchObject({ status: "succeeded" });
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  });

  test("C20: a failure ends in error and destroys what it made", () => {
    const record = launched();
    const {
      record: failed,
      effects,
      ended,
    } = decide(record, {
      type: "provision_failed",
      operation_id: "op1",
      generation: 1,
      refusal: failure,
    });
    expect(failed).toMatchObject({ state: "error", container: "none", error: failure, operation: null });
    expect(effects).toEqual([{ type: "cleanup", operation_id: null, generation: 1 }]);
    expect(ended).toMatchObject({ status: "failed", error: failure });
  });

  test("C4: a sandbox in error can be launched again, as a new generation", () => {
    const failed = decide(launched(), {
      type: "provision_failed",
      operation_id: "op1",
      generation: 1,
      refusal: failure,
    }).record;
    const again = decide(failed, { type: "resume", operation_id: "op2", actor: ANNA });
    expect(again.record).toMatchObject({ state: "provisioning", generation: 2, error: null });
  });
});

describe("fork", () => {
  const fork = { sandbox_name: "origin", checkpoint: checkpoint("theirs"), base_commit: "c0ffee" } as const;
  const launch = { type: "launch", operation_id: "op1", actor: ANNA, facts: FACTS, fork } as const;

  test("begins with the files of another sandbox's checkpoint instead of a clone", () => {
    const { record, effects, events } = decide(null, launch);
    expect(record).toMatchObject({ forked_from: fork, commit: "c0ffee", checkpoint: null });
    expect(effects).toMatchObject([{ type: "provision", restore: { checkpoint_id: "theirs" }, keep: false }]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: "forked", data: { from: "origin", checkpoint_id: "theirs" } }),
    );
    expect(running(record).state).toBe("running");
  });

  test("one that failed is retried from the same files", () => {
    const { record } = decide(decide(null, launch).record, {
      type: "provision_failed",
      operation_id: "op1",
      generation: 1,
      refusal: failure,
    });
    const again = decide(record, { type: "resume", operation_id: "op2", actor: ANNA });
    expect(again.effects).toMatchObject([{ restore: { checkpoint_id: "theirs" } }]);
  });
});

describe("results that come too late", () => {
  test("C19: a report of an older generation, or of another operation, changes nothing", () => {
    const record = launched();
    const done = { type: "phase_done", operation_id: "op1", phase: "allocating" } as const;
    expect(refusalCode(record, { ...done, generation: 0 })).toBe("dropped");
    expect(refusalCode(record, { ...done, operation_id: "op9", generation: 1 })).toBe("dropped");
    expect(refusalCode(record, { ...done, phase: "cloning", generation: 1 })).toBe("dropped");
  });
});

describe("teardown", () => {
  test("C2: saves afresh even when there is a checkpoint, and destroys only after it is verified", () => {
    const record = { ...running(), checkpoint: checkpoint("old") };
    const saving = decide(record, teardown("op2"));
    expect(saving.effects).toMatchObject([{ type: "save", checkpoint_id: "cp-op2" }]);
    const verified = decide(saving.record, {
      type: "saved",
      operation_id: "op2",
      generation: 1,
      checkpoint: checkpoint("cp-op2"),
    });
    expect(verified.record).toMatchObject({ state: "tearing_down", operation: { id: "op2" } });
    expect(verified.effects).toEqual([{ type: "destroy", operation_id: "op2", generation: 1 }]);
    const gone = decide(verified.record, { type: "destroy_confirmed", operation_id: "op2", generation: 1 });
    expect(gone.record).toMatchObject({ state: "destroyed", container: "none", operation: null });
  });

  test("R2: during an export it is refused, and by the lock, not by luck", () => {
    const record = { ...running(), checkpoint: checkpoint("old") };
    const start = {
      type: "export",
      operation_id: "op2",
      actor: ANNA,
      export_id: "e",
      kind: "archive",
    } as const;
    const exporting = decide(record, { ...start, source: "live" }).record;
    expect(exporting.operation).toMatchObject({ id: "op2", type: "export" });
    expect(refusalCode(exporting, teardown("op3"))).toBe("export_in_progress");
    const failed = decide(exporting, { type: "export_failed", operation_id: "op2", refusal: failure });
    expect(failed.record.operation).toBeNull();
    expect(refusalCode(failed.record, teardown("op3"))).toBe("accepted");
  });

  test("a second one at once gets operation_conflict; one on destroyed succeeds and says so", () => {
    expect(refusalCode(decide(running(), teardown("op2")).record, teardown("op3"))).toBe(
      "operation_conflict",
    );
    const again = decide(archived(), teardown("op3"));
    expect(again).toMatchObject({ effects: [], ended: { status: "succeeded", result: { already: true } } });
  });

  test("needs force while somebody is attached, and while it is launching", () => {
    expect(refusalCode(running(), teardown("op2", { terminals: 1 }))).toBe("sandbox_attached");
    expect(refusalCode(running(), teardown("op2", { terminals: 1, force: true }))).toBe("accepted");
    expect(refusalCode(launched(), teardown("op2"))).toBe("force_required");
    const forced = decide(launched(), teardown("op2", { force: true }));
    expect(forced).toMatchObject({ voided_operation_id: "op1", ended: { status: "failed" } });
    expect(forced.effects).toEqual([{ type: "destroy", operation_id: "op2", generation: 1 }]);
  });

  test("a lost sandbox is not destroyed without an explicit discard", () => {
    const lost = decide(running(), { type: "agent_lost", generation: 1, refusal: failure }).record;
    expect(lost).toMatchObject({ state: "error", container: "lost" });
    expect(refusalCode(lost, teardown("op2", { force: true }))).toBe("work_not_saved");
    expect(decide(lost, teardown("op2", { discard: true })).record.state).toBe("tearing_down");
    const retry = decide(lost, { type: "resume", operation_id: "op3", actor: ANNA });
    expect(retry.effects).toMatchObject([{ type: "provision", phase: "allocating", keep: true }]);
    expect(refusalCode(retry.record, teardown("op4", { force: true }))).toBe("work_not_saved");
  });
});

describe("resume and completion", () => {
  test("C4: archived comes back from its checkpoint, completed by clearing the completion", () => {
    const resumed = decide(archived(), { type: "resume", operation_id: "op3", actor: ANNA });
    expect(resumed.record).toMatchObject({ state: "provisioning", generation: 2 });
    expect(resumed.effects).toMatchObject([{ restore: { checkpoint_id: "cp-op2" }, keep: false }]);
    const completed = decide(running(), { type: "complete", actor: ANNA, exit_code: 0 }).record;
    expect(completed.state).toBe("completed");
    const back = decide(completed, { type: "resume", operation_id: "op3", actor: ANNA }).record;
    expect(back).toMatchObject({ state: "running", completion: null });
  });

  test("C24: a task whose exit code is unknown completes without one, never as 0", () => {
    const { record } = decide(running(), { type: "task_exited", generation: 1, exit_code: null });
    expect(record.completion?.exit_code).toBeNull();
  });
});
