import { describe, expect, test } from "vitest";
import { STATES, type State } from "../sandbox.ts";
import type { Command } from "./command.ts";
import {
  ANNA,
  archived,
  checkpoint,
  decide,
  exported,
  inState,
  refusalCode,
  running,
  save,
} from "./samples.ts";

const deleteOld: Command = {
  type: "delete_checkpoints",
  actor: ANNA,
  checkpoints: [checkpoint("old")],
  because: "asked",
};
const purge: Command = { type: "purge", operation_id: "op9", actor: ANNA };
const deleteExport = (record = exported("e1")): Command => ({
  type: "delete_export",
  actor: ANNA,
  export: record,
});

/** Refused while an operation runs, which may be reading it; else accepted. */
const DELETABLE: Readonly<Record<State, string>> = {
  new: "accepted",
  provisioning: "operation_conflict",
  running: "accepted",
  saving: "operation_conflict",
  completed: "accepted",
  tearing_down: "operation_conflict",
  destroyed: "accepted",
  error: "accepted",
};

describe("every state", () => {
  for (const state of STATES) {
    test(`${state}: deleting a checkpoint or an export is ${DELETABLE[state]}`, () => {
      expect(refusalCode(inState(state), deleteOld)).toBe(DELETABLE[state]);
      expect(refusalCode(inState(state), deleteExport())).toBe(DELETABLE[state]);
    });

    test(`${state}: the whole sandbox can be deleted only when it is destroyed`, () => {
      expect(refusalCode(inState(state), purge)).toBe(
        state === "destroyed" ? "accepted" : "illegal_transition",
      );
    });
  }
});

describe("deleting checkpoints", () => {
  test("deletes archive and manifest, and says why", () => {
    const { record, events, effects } = decide(archived(), deleteOld);
    expect(effects).toEqual([
      {
        type: "delete_objects",
        operation_id: null,
        generation: 1,
        keys: ["checkpoints/s1/old.tar.gz", "checkpoints/s1/old.json"],
      },
    ]);
    expect(events).toMatchObject([
      { type: "checkpoint_deleted", data: { checkpoint_id: "old", because: "asked" } },
    ]);
    expect(record.operation).toBeNull();
  });

  test("never the one that a resume restores, not even among others", () => {
    const current = archived();
    const both = { ...deleteOld, checkpoints: [checkpoint("old"), current.checkpoint!] };
    expect(refusalCode(current, both)).toBe("checkpoint_in_use");
  });
});

describe("deleting exports", () => {
  test("deletes an archive of its own and counts one less", () => {
    const record = { ...running(), exports_count: 1 };
    const { record: after, effects } = decide(record, deleteExport());
    expect(effects).toMatchObject([{ type: "delete_objects", keys: ["exports/s1/e1.tar.gz"] }]);
    expect(after.exports_count).toBe(0);
  });

  test("leaves the checkpoint's bytes where they are", () => {
    const handedOut = exported("e1", { source: "checkpoint", object_key: "checkpoints/s1/cp.tar.gz" });
    expect(decide(running(), deleteExport(handedOut)).effects).toEqual([]);
  });

  test("one that failed was never counted", () => {
    const record = { ...running(), exports_count: 1 };
    const failed = exported("e1", { status: "failed", object_key: null });
    expect(decide(record, deleteExport(failed)).record.exports_count).toBe(1);
  });
});

describe("purge", () => {
  test("holds the lock until everything is deleted: nothing brings it back meanwhile", () => {
    const { record, effects } = decide(archived(), purge);
    expect(record).toMatchObject({ state: "destroyed", operation: { type: "purge" } });
    expect(effects).toEqual([{ type: "purge", operation_id: "op9", generation: 1 }]);
    expect(refusalCode(record, { type: "resume", operation_id: "op10", actor: ANNA })).toBe(
      "operation_conflict",
    );
    expect(refusalCode(record, { ...purge, operation_id: "op10" })).toBe("operation_conflict");
  });

  test("R2: waits for an export that reads what it would delete", () => {
    const start = {
      type: "export",
      operation_id: "op8",
      actor: ANNA,
      export_id: "e",
      kind: "archive",
    } as const;
    const exporting = decide(archived(), { ...start, source: "checkpoint" }).record;
    expect(refusalCode(exporting, purge)).toBe("export_in_progress");
  });

  test("a late report of another one ends nothing", () => {
    const { record } = decide(archived(), purge);
    expect(refusalCode(record, { type: "purged", operation_id: "op8", generation: 1 })).toBe("dropped");
    const done = decide(record, { type: "purged", operation_id: "op9", generation: 1 });
    expect(done).toMatchObject({ record: { operation: null }, ended: { status: "succeeded" } });
  });

  test("one that runs is asked for nothing of the kind", () => {
    expect(refusalCode(decide(running(), save("op2")).record, purge)).toBe("illegal_transition");
  });
});
