import { expect, test } from "vitest";
import type { Report } from "../domain/lifecycle.ts";
import type { ExportRecord } from "../domain/sandbox.ts";
import { withSandbox } from "../testing/faulty-storage.ts";
import { ANNA } from "../testing/sandboxes.ts";
import type { Sandbox } from "./sandbox.ts";

const lost = { reason_code: "sandbox_lost", message: "The sandbox stopped.", retryable: true };

const ends: [string, string, Report][] = [
  ["its agent dies", "sandbox_lost", { type: "agent_lost", generation: 1, refusal: lost }],
  ["its lock expires", "operation_expired", { type: "lease_expired", operation_id: "export" }],
];

test.each(ends)("an export ends as failed when %s", async (_, reason_code, report) => {
  await withSandbox(async (sandbox, world) => {
    world.fault = "hang";
    begin(sandbox);
    expect(sandbox.journal.exports.all()).toMatchObject([{ status: "running" }]);
    expect(sandbox.apply(report)).toMatchObject({ ok: true });
    expect(sandbox.journal.operation("export")).toMatchObject({ status: "failed", error: { reason_code } });
    expect(sandbox.journal.exports.all()).toMatchObject([{ status: "failed", error: { reason_code } }]);
  });
});

function begin(sandbox: Sandbox): void {
  const requested: ExportRecord = {
    export_id: "ex_1",
    kind: "archive",
    source: "live",
    status: "running",
    checkpoint_id: null,
    branch: null,
    url: null,
    commit: null,
    requested_at: sandbox.now,
    exported_at: null,
    size_bytes: null,
    content_sha256: null,
    object_key: null,
    file_name: null,
    error: null,
  };
  const command = { type: "export", operation_id: "export", actor: ANNA, export_id: "ex_1" } as const;
  const begun = sandbox.apply({ ...command, kind: "archive", source: "live" }, null, () => {
    sandbox.journal.exports.put(requested);
  });
  expect(begun).toMatchObject({ ok: true });
}
