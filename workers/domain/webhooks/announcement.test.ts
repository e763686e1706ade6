import { expect, test } from "vitest";
import { ANNA, decide, running } from "../lifecycle/samples.ts";
import type { ExportRecord, SandboxRecord } from "../sandbox.ts";
import { announcementsOf, deletedAnnouncement } from "./announcement.ts";

const ORIGIN = "https://sandbar.example";
const told = (
  before: SandboxRecord,
  decision: ReturnType<typeof decide>,
  exported: Partial<ExportRecord> | null = null,
) =>
  announcementsOf(before, decision, () => exported as ExportRecord | null, ORIGIN).map(({ event }) => event);
const refusal = { reason_code: "storage_full", message: "the secret is hunter2", retryable: false };

test("what a save that fails says: which operation and which reason, never a message", () => {
  const before = decide(running(), {
    type: "save",
    operation_id: "op9",
    actor: ANNA,
    checkpoint_id: "cp9",
    reason: "manual",
  }).record;
  const events = told(
    before,
    decide(before, { type: "save_failed", operation_id: "op9", generation: 1, refusal }),
  );
  expect(events.map(({ type, data }) => [type, data])).toEqual([
    ["sandbox.state_changed", { from: "saving", to: "running", reason: "save_failed" }],
    ["sandbox.save_failed", { operation: "save", reason_code: "storage_full" }],
  ]);
  expect(JSON.stringify(events)).not.toContain("hunter2");
});

test("an export that fails names the export", () => {
  const request = { type: "export", operation_id: "op9", actor: ANNA, export_id: "ex9" } as const;
  const before = decide(running(), { ...request, kind: "patch", source: "live" }).record;
  const decision = decide(before, { type: "export_failed", operation_id: "op9", refusal });
  expect(told(before, decision, { export_id: "ex9", kind: "patch", source: "live" })).toMatchObject([
    {
      type: "export.failed",
      id: `evt_${before.id}_${decision.record.seq}`,
      actor: "Anna",
      sandbox: { state: "running", web_url: `${ORIGIN}/sandboxes/${before.name}` },
      data: { export_id: "ex9", kind: "patch", source: "live", reason_code: "storage_full" },
    },
  ]);
});

test("a warning says when it acts and why; a teardown that was taken back has failed at nothing", () => {
  const before = running();
  const warned = decide(before, { type: "warn", actor: ANNA, reason: "idle", at: 1_800_000_060_000 });
  expect(told(before, warned)).toMatchObject([
    { type: "sandbox.teardown_warned", data: { reason: "idle", at: "2027-01-15T08:01:00.000Z" } },
  ]);
  const attached = { terminals: 0, execs: 0, processes: 0 };
  const tearing = decide(before, {
    type: "teardown",
    operation_id: "op9",
    actor: ANNA,
    checkpoint_id: "cp9",
    force: true,
    discard: false,
    attached,
  }).record;
  const undone = decide(tearing, { type: "undo_teardown", actor: ANNA });
  expect(told(tearing, undone).map(({ type }) => type)).toEqual(["sandbox.state_changed"]);
});

test("the deletion comes after everything in the journal, with the same number however often it is told", () => {
  const record = running();
  const [first, again] = [1, 2].map((at) => deletedAnnouncement(record, at, ORIGIN));
  expect(first).toMatchObject({ seq: record.seq + 1, event: { type: "sandbox.deleted" } });
  expect(again?.event.id).toBe(first?.event.id);
});
