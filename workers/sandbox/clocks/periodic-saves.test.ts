import { expect, test } from "vitest";
import { tearDown, withSandbox } from "../../testing/faulty-storage.ts";
import { calmPolicy, MINUTE, pass } from "../../testing/passing-time.ts";
import { ANNA } from "../../testing/sandboxes.ts";
import type { Sandbox } from "../sandbox.ts";

const saves = (sandbox: Sandbox) => sandbox.journal.checkpoints.all().map(({ reason }) => reason);

test("a sandbox that has changed is saved beside the people in it; one that has not is left alone", async () => {
  await withSandbox(async (sandbox, world, launch) => {
    await calmPolicy(launch);
    await sandbox.agent().writeFile("work.txt", "first");
    const { last_at } = await sandbox.agent().activity();
    await sandbox.agent().createPty({ pty_id: "shell", cols: 80, rows: 24, argv: ["sleep", "600"] });
    await pass(sandbox, world, 14);
    expect(saves(sandbox)).toEqual([]);
    await pass(sandbox, world, 2);
    expect(saves(sandbox)).toEqual(["periodic"]);
    expect(sandbox.record).toMatchObject({
      state: "running",
      checkpoint: { reason: "periodic", verified: true },
    });
    const states = sandbox.journal.events(0, 500).flatMap(({ to }) => to ?? []);
    expect(states).toEqual(["provisioning", "running", "saving", "running"]);
    expect(await sandbox.agent().listPtys()).toMatchObject([{ pty_id: "shell", exit: null }]);
    // It is no activity: neither the save nor the looks.
    expect((await sandbox.agent().activity()).last_at).toBe(last_at);

    for (let round = 0; round < 4; round++) await pass(sandbox, world, 16);
    expect(saves(sandbox)).toEqual(["periodic"]);
    await sandbox.agent().writeFile("work.txt", "later");
    await pass(sandbox, world, 16);
    expect(saves(sandbox)).toEqual(["periodic", "periodic"]);
  });
});

test("a save that was asked for counts too, and what changes while it runs is saved the next time", async () => {
  await withSandbox(async (sandbox, world, launch) => {
    await calmPolicy(launch);
    await sandbox.agent().writeFile("work.txt", "first");
    save(sandbox, "first");
    await sandbox.waitForOperation("first", 30_000);
    for (let round = 0; round < 3; round++) await pass(sandbox, world, 16);
    expect(saves(sandbox)).toEqual(["manual"]);
    world.fault = "hang";
    save(sandbox, "second");
    await expect.poll(() => sandbox.record?.state).toBe("saving");
    await sandbox.agent().writeFile("work.txt", "later");
    world.fault = null;
    await sandbox.waitForOperation("second", 30_000);
    await pass(sandbox, world, 16);
    expect(saves(sandbox)).toEqual(["periodic", "manual", "manual"]);
  });
});

test("an interval of 0 saves only when asked", async () => {
  await withSandbox(async (sandbox, world, launch) => {
    await calmPolicy(launch, { checkpoint_interval_minutes: 0 });
    await sandbox.alarm();
    await sandbox.recover();
    await sandbox.agent().writeFile("work.txt", "first");
    for (let round = 0; round < 3; round++) await pass(sandbox, world, 600);
    expect(saves(sandbox)).toEqual([]);
  });
});

test("storage that fails: people go on, it is tried again after 5 minutes, and a save that succeeds clears the blocker", async () => {
  await withSandbox(async (sandbox, world, launch) => {
    await calmPolicy(launch);
    await sandbox.agent().writeFile("work.txt", "first");
    world.fault = "uploadPart";
    await pass(sandbox, world, 1);
    world.ahead_ms += 16 * MINUTE;
    await sandbox.alarm();
    await expect.poll(() => sandbox.journal.nextEffect()?.attempts, { timeout: 20_000 }).toBeGreaterThan(0);
    // Its patience ends.
    await pass(sandbox, world, 2);
    expect(sandbox.record).toMatchObject({
      state: "running",
      checkpoint: null,
      container: "present",
      error: null,
      blockers: [{ code: "save_failed" }],
    });
    world.fault = null;
    await pass(sandbox, world, 4);
    expect(saves(sandbox)).toEqual([]);
    await pass(sandbox, world, 2);
    expect(saves(sandbox)).toEqual(["periodic"]);
    expect(sandbox.record).toMatchObject({ state: "running", blockers: [], checkpoint: { verified: true } });
  });
});

test("a sandbox that was resumed and not touched is not saved again", async () => {
  await withSandbox(async (sandbox, world, launch) => {
    await calmPolicy(launch);
    await sandbox.agent().writeFile("work.txt", "first");
    tearDown(sandbox, "teardown", false);
    await sandbox.waitForOperation("teardown", 30_000);
    expect(sandbox.apply({ type: "resume", operation_id: "resume", actor: ANNA })).toMatchObject({
      ok: true,
    });
    expect(await sandbox.waitForOperation("resume", 30_000)).toMatchObject({ status: "succeeded" });
    for (let round = 0; round < 3; round++) await pass(sandbox, world, 16);
    expect(saves(sandbox)).toEqual(["teardown"]);
    await sandbox.agent().writeFile("work.txt", "later");
    await pass(sandbox, world, 16);
    expect(saves(sandbox)).toEqual(["periodic", "teardown"]);
  });
});

function save(sandbox: Sandbox, operation_id: string): void {
  const command = {
    type: "save",
    operation_id,
    checkpoint_id: `cp_${operation_id}`,
    reason: "manual",
  } as const;
  sandbox.apply({ ...command, actor: ANNA });
}
