import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { ExportRecord } from "../domain/sandbox.ts";
import { EngineError, type SandboxEngine } from "../engines/engine.ts";
import { tearDown, withSandbox } from "../testing/faulty-storage.ts";
import { ANNA, engine } from "../testing/sandboxes.ts";
import type { Sandbox } from "./sandbox.ts";

/** How long a failing export is repeated, and until its next repetition, each with a margin, ms (effects/runner.ts). */
const PATIENCE_MS = 61_000;
const RETRY_MS = 5_000;

const FAULTS = ["createMultipartUpload", "uploadPart", "complete", "get"] as const;

test.each(FAULTS)(
  "storage that fails at %s while a patch is made: it is repeated until it is whole",
  async (fault) => {
    await withSandbox(async (sandbox, world, { identity: { id } }) => {
      await archived(sandbox);
      world.fault = fault;
      begin(sandbox);
      await expect.poll(() => sandbox.journal.nextEffect()?.attempts, { timeout: 20_000 }).toBeGreaterThan(0);
      expect(await engine().status(`${id}-ex`)).toEqual({ state: "absent" });
      expect(sandbox.journal.exports.all()).toMatchObject([{ status: "running" }]);
      world.fault = null;
      world.ahead_ms += RETRY_MS;
      await sandbox.alarm();
      expect(await sandbox.waitForOperation("export", 30_000)).toMatchObject({ status: "succeeded" });
      expect(sandbox.journal.exports.all()).toMatchObject([{ status: "succeeded", summary: { files: 1 } }]);
      const { objects } = await env.STORE.list({ prefix: `exports/${id}/` });
      expect(objects.map(({ key }) => key)).toEqual([`exports/${id}/ex_1.patch`]);
      expect(await engine().status(`${id}-ex`)).toEqual({ state: "absent" });
    });
  },
);

test("storage that stays away ends the export as failed, and leaves the lock and the engine free", async () => {
  await withSandbox(async (sandbox, world, { identity: { id } }) => {
    await archived(sandbox);
    world.fault = "uploadPart";
    begin(sandbox);
    await expect.poll(() => sandbox.journal.nextEffect()?.attempts, { timeout: 20_000 }).toBeGreaterThan(0);
    world.ahead_ms += PATIENCE_MS;
    await sandbox.alarm();
    expect(await sandbox.waitForOperation("export", 30_000)).toMatchObject({ status: "failed" });
    expect(sandbox.record?.operation).toBeNull();
    expect(await engine().status(`${id}-ex`)).toEqual({ state: "absent" });
    expect((await env.STORE.list({ prefix: `exports/${id}/` })).objects).toEqual([]);
  });
});

test("a scratch sandbox that is lost on the way is replaced by another", async () => {
  let losses = 1;
  const losing = changed((real) => ({
    agent: (id, generation) => ({
      fetch: async (path, init) => {
        if (id.endsWith("-ex") && path === "/exec" && losses-- > 0) await real.destroy(id);
        return real.agent(id, generation).fetch(path, init);
      },
    }),
  }));
  await withSandbox(async (sandbox, world) => {
    await archived(sandbox);
    begin(sandbox);
    await expect.poll(() => sandbox.journal.nextEffect()?.attempts, { timeout: 20_000 }).toBeGreaterThan(0);
    world.ahead_ms += RETRY_MS;
    await sandbox.alarm();
    expect(await sandbox.waitForOperation("export", 30_000)).toMatchObject({ status: "succeeded" });
  }, losing);
});

test("an end of the scratch sandbox that the engine does not confirm takes nothing from what was exported", async () => {
  let calls = 0;
  const refusal = { reason_code: "destroy_unconfirmed", message: "not yet", retryable: true };
  const stubborn = changed((real) => ({
    destroy: async (id) => {
      if (id.endsWith("-ex") && ++calls === 2) throw new EngineError(refusal);
      await real.destroy(id);
    },
  }));
  await withSandbox(async (sandbox, _, { identity: { id } }) => {
    await archived(sandbox);
    begin(sandbox);
    expect(await sandbox.waitForOperation("export", 30_000)).toMatchObject({ status: "succeeded" });
    // Left for the reconciliation, or the next export, which begins by destroying it.
    expect(await engine().status(`${id}-ex`)).toMatchObject({ state: "running" });
    begin(sandbox, "ex_2");
    expect(await sandbox.waitForOperation("export-ex_2", 30_000)).toMatchObject({ status: "succeeded" });
    expect(await engine().status(`${id}-ex`)).toEqual({ state: "absent" });
  }, stubborn);
});

function changed(change: (real: SandboxEngine) => Partial<SandboxEngine>): SandboxEngine {
  const real = engine();
  const own = change(real);
  return new Proxy(real, {
    get: (_, name: keyof SandboxEngine) => own[name] ?? real[name].bind(real),
  });
}

/** One file, saved; nothing of it in the engine. */
async function archived(sandbox: Sandbox): Promise<void> {
  await sandbox.agent().writeFile("work.txt", "work\n");
  tearDown(sandbox, "archive", false);
  expect(await sandbox.waitForOperation("archive", 30_000)).toMatchObject({ status: "succeeded" });
}

function begin(sandbox: Sandbox, export_id = "ex_1"): void {
  const nothing = {
    branch: null,
    url: null,
    commit: null,
    checkpoint_id: null,
    exported_at: null,
    error: null,
  };
  const none = { size_bytes: null, content_sha256: null, object_key: null, file_name: null };
  const what = { kind: "patch", source: "checkpoint", export_id } as const;
  const requested: ExportRecord = {
    ...what,
    ...nothing,
    ...none,
    status: "running",
    requested_at: sandbox.now,
  };
  const operation_id = export_id === "ex_1" ? "export" : `export-${export_id}`;
  const begun = sandbox.apply({ type: "export", operation_id, actor: ANNA, ...what }, null, () => {
    sandbox.journal.exports.put(requested);
  });
  expect(begun).toMatchObject({ ok: true });
}
