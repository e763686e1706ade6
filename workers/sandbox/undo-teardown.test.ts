import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { database } from "../data/database.ts";
import { patchPolicy } from "../data/policies.ts";
import { type Fault, tearDown, withSandbox } from "../testing/faulty-storage.ts";
import { ANNA, engineState } from "../testing/sandboxes.ts";

const MINUTE = 60_000;
const undo = { type: "undo_teardown", actor: ANNA } as const;

test.each<Fault>(["hang", "complete", "get"])(
  "a teardown taken back while its save is stuck (%s): it runs on, and what the save still reports counts for nothing",
  async (fault) => {
    await withSandbox(async (sandbox, world, launch) => {
      await sandbox.agent().writeFile("work.txt", "not saved yet");
      world.fault = fault;
      tearDown(sandbox, "first", false);
      expect(sandbox.record?.state).toBe("saving");
      if (fault !== "hang")
        await expect.poll(() => sandbox.journal.nextEffect()?.attempts).toBeGreaterThan(0);
      expect(sandbox.apply(undo)).toMatchObject({ ok: true });
      expect(sandbox.record).toMatchObject({ state: "running", operation: null, container: "present" });
      expect(sandbox.journal.operation("first")).toMatchObject({ status: "failed" });
      expect(sandbox.journal.nextEffect()?.effect).toMatchObject({ type: "delete_objects" });
      world.fault = null;
      world.ahead_ms += MINUTE;
      await sandbox.alarm();
      expect(sandbox.record).toMatchObject({ state: "running", checkpoint: null });
      expect(await engineState(launch)).toBe("running");

      tearDown(sandbox, "second", false);
      expect(await sandbox.waitForOperation("second", 30_000)).toMatchObject({ status: "succeeded" });
      expect(sandbox.record).toMatchObject({
        state: "destroyed",
        checkpoint: { checkpoint_id: "cp_second" },
      });
      expect(sandbox.journal.checkpoints.all()).toHaveLength(1);
      const { objects } = await env.STORE.list({ prefix: `checkpoints/${launch.identity.id}/` });
      expect(objects.map(({ key }) => key)).toEqual(
        [".json", ".tar.gz"].map((end) => `checkpoints/${launch.identity.id}/cp_second${end}`),
      );
    });
  },
);

test("one that the policy began is kept from beginning again for a quarter of an hour", async () => {
  await withSandbox(async (sandbox, world, { identity }) => {
    await patchPolicy(database(env.DB), identity.team_id, { checkpoint_interval_minutes: 0 }, 0);
    world.ahead_ms += 2 * MINUTE;
    await sandbox.alarm();
    world.ahead_ms += 24 * MINUTE;
    await sandbox.alarm();
    world.fault = "hang";
    world.ahead_ms += 5 * MINUTE;
    await sandbox.alarm();
    expect(sandbox.record).toMatchObject({ state: "saving", operation: { actor: { kind: "policy" } } });
    expect(sandbox.apply(undo)).toMatchObject({ ok: true });
    world.fault = null;
    world.ahead_ms += 14 * MINUTE;
    await sandbox.alarm();
    expect(sandbox.record?.state).toBe("running");
    // Told once more, with the time it has now, and then torn down.
    expect(sandbox.record?.notice).toMatchObject({ reason: "idle", at: sandbox.record?.keep_until });
    world.ahead_ms += 2 * MINUTE;
    await sandbox.alarm();
    await expect.poll(() => sandbox.record?.state, { timeout: 30_000 }).toBe("destroyed");
  });
});
