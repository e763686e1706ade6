import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { withSandbox } from "../../testing/faulty-storage.ts";
import { calmPolicy, pass } from "../../testing/passing-time.ts";
import { ANNA } from "../../testing/sandboxes.ts";
import type { Sandbox } from "../sandbox.ts";

const DAY_MINUTES = 24 * 60;

async function save(sandbox: Sandbox, name: string): Promise<void> {
  await sandbox.agent().writeFile("work.txt", name);
  const command = {
    type: "save",
    operation_id: name,
    checkpoint_id: `cp_${name}`,
    reason: "manual",
  } as const;
  sandbox.apply({ ...command, actor: ANNA });
  expect(await sandbox.waitForOperation(name, 30_000)).toMatchObject({ status: "succeeded" });
}

const kept = (sandbox: Sandbox) =>
  sandbox.journal.checkpoints.all().map(({ checkpoint_id }) => checkpoint_id);

async function stored(id: string): Promise<string[]> {
  const { objects } = await env.STORE.list({ prefix: `checkpoints/${id}/` });
  return objects.map(({ key }) => key.split("/").at(-1)!).sort();
}

test("of what is older than a day the newest are kept, the others go with their bytes, and the journal says so", async () => {
  await withSandbox(async (sandbox, world, launch) => {
    await calmPolicy(launch, { checkpoint_interval_minutes: 0, checkpoints_kept: 2 });
    await sandbox.recover();
    for (const name of ["a", "b", "c", "d"]) await save(sandbox, name);
    expect(kept(sandbox)).toEqual(["cp_d", "cp_c", "cp_b", "cp_a"]);
    await pass(sandbox, world, DAY_MINUTES - 10);
    expect(kept(sandbox)).toHaveLength(4);
    await pass(sandbox, world, 20);
    expect(kept(sandbox)).toEqual(["cp_d", "cp_c"]);
    const gone = sandbox.journal.events(0, 500).filter(({ type }) => type === "checkpoint_deleted");
    expect(gone).toMatchObject([
      { actor: { kind: "policy" }, data: { checkpoint_id: "cp_b", because: "retention" } },
      { actor: { kind: "policy" }, data: { checkpoint_id: "cp_a", because: "retention" } },
    ]);
    const left = ["cp_c.json", "cp_c.tar.gz", "cp_d.json", "cp_d.tar.gz"];
    await expect.poll(() => stored(launch.identity.id), { timeout: 20_000 }).toEqual(left);

    // A save looks too: what it pushes out goes at once.
    await save(sandbox, "e");
    expect(kept(sandbox)).toEqual(["cp_e", "cp_d"]);
  });
});

test("a storage that can't delete keeps no operation waiting, and is asked again", async () => {
  await withSandbox(async (sandbox, world, launch) => {
    await calmPolicy(launch, { checkpoint_interval_minutes: 0, checkpoints_kept: 1 });
    await sandbox.recover();
    await save(sandbox, "a");
    await save(sandbox, "b");
    world.fault = "delete";
    await pass(sandbox, world, DAY_MINUTES + 1);
    expect(kept(sandbox)).toEqual(["cp_b"]);
    await expect.poll(() => sandbox.journal.nextEffect()?.attempts, { timeout: 20_000 }).toBeGreaterThan(0);
    await save(sandbox, "c");
    world.fault = null;
    const after = async () => {
      await pass(sandbox, world, 1);
      return stored(launch.identity.id);
    };
    await expect.poll(after, { timeout: 20_000 }).not.toContain("cp_a.tar.gz");
    await expect.poll(() => sandbox.journal.nextEffect()).toBeNull();
  });
});
