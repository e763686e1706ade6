import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { contentOf, FAULTS, tearDown, withSandbox } from "../../testing/faulty-storage.ts";
import { ANNA, engineState } from "../../testing/sandboxes.ts";

/** How long a failing save is repeated, and until its next repetition, each with a margin, ms (effects/runner.ts). */
const PATIENCE_MS = 61_000;
const RETRY_MS = 5_000;

test.each(FAULTS)(
  "storage that fails at %s: save_failed, the container kept, and the next save succeeds",
  async (fault) => {
    await withSandbox(async (sandbox, world, launch) => {
      await sandbox.agent().writeFile("work.txt", "not saved yet");
      world.fault = fault;
      sandbox.apply({
        type: "save",
        operation_id: "first",
        actor: ANNA,
        checkpoint_id: "cp_first",
        reason: "manual",
      });
      await expect.poll(() => sandbox.journal.nextEffect()?.attempts, { timeout: 20_000 }).toBeGreaterThan(0);
      expect(sandbox.record).toMatchObject({ state: "saving", checkpoint: null });
      world.ahead_ms += PATIENCE_MS;
      await sandbox.alarm();
      expect(sandbox.journal.operation("first")).toMatchObject({ status: "failed" });
      expect(sandbox.record).toMatchObject({
        state: "running",
        container: "present",
        checkpoint: null,
        blockers: [{ code: "save_failed" }],
      });
      expect(await engineState(launch)).toBe("running");

      world.fault = null;
      sandbox.apply({
        type: "save",
        operation_id: "second",
        actor: ANNA,
        checkpoint_id: "cp_second",
        reason: "manual",
      });
      expect(await sandbox.waitForOperation("second", 30_000)).toMatchObject({ status: "succeeded" });
      expect(sandbox.record).toMatchObject({
        state: "running",
        checkpoint: { verified: true },
        blockers: [],
      });
      expect(await contentOf(sandbox, "work.txt")).toBe("not saved yet");
      const { objects } = await env.STORE.list({ prefix: `checkpoints/${launch.identity.id}/cp_second` });
      expect(objects).toHaveLength(2);
    });
  },
);

test("storage that fails while a checkpoint is brought back: the resume goes on when it is there again", async () => {
  await withSandbox(async (sandbox, world) => {
    await sandbox.agent().writeFile("work.txt", "saved");
    tearDown(sandbox, "archive", false);
    expect(await sandbox.waitForOperation("archive", 30_000)).toMatchObject({ status: "succeeded" });
    world.fault = "get";
    sandbox.apply({ type: "resume", operation_id: "resume", actor: ANNA });
    await expect.poll(() => sandbox.journal.nextEffect()?.attempts, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(sandbox.record).toMatchObject({ state: "provisioning", phase: "restoring" });
    world.fault = null;
    world.ahead_ms += RETRY_MS;
    await sandbox.alarm();
    expect(await sandbox.waitForOperation("resume", 30_000)).toMatchObject({ status: "succeeded" });
    expect(await contentOf(sandbox, "work.txt")).toBe("saved");
  });
});
