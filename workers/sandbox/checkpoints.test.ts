import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { SandboxStub } from "../services/sandboxes/sandbox-stub.ts";
import { ANNA, agentOf, bringUp, discard, engineState, launchSpec, stubOf } from "../testing/sandboxes.ts";
import type { OperationOutcome } from "./contract.ts";

type Harm = (key: string) => Promise<unknown>;

const harms: [string, string, Harm][] = [
  ["altered by one byte", "checkpoint_corrupt", (key) => rewrite(key, flipOneByte)],
  ["cut short by one byte", "checkpoint_corrupt", (key) => rewrite(key, (bytes) => bytes.subarray(0, -1))],
  ["removed", "checkpoint_missing", (key) => env.STORE.delete(key)],
];

test.each(harms)(
  "C1: an archive %s ends its resume with %s, and an older one comes back",
  async (_, reason_code, harm) => {
    const launch = await launchSpec();
    const stub = await bringUp(launch);
    await agentOf(launch, 1).writeFile("note.txt", "the older one");
    const older = await stub.save({ operation_id: crypto.randomUUID(), actor: ANNA });
    if (!older.ok) throw new Error(older.refusal.message);
    await stub.waitForOperation(older.value.operation_id, 30_000);
    await agentOf(launch, 1).writeFile("note.txt", "the newer one");
    await ended(stub, (operation_id) =>
      stub.teardown({ operation_id, actor: ANNA, force: true, discard: false }),
    );
    const { checkpoint } = (await stub.record())!;
    await harm(checkpoint!.object_key);

    const failed = await ended(stub, (operation_id) => stub.resume({ operation_id, actor: ANNA }));
    expect(failed).toMatchObject({ status: "failed", error: { reason_code } });
    expect(await stub.record()).toMatchObject({
      state: "error",
      container: "none",
      operation: null,
      error: { reason_code, retryable: false },
    });
    await expect.poll(() => engineState(launch), { timeout: 20_000 }).toBe("absent");

    const { checkpoint_id } = older.value;
    const resumed = await ended(stub, (operation_id) =>
      stub.resume({ operation_id, actor: ANNA, checkpoint_id }),
    );
    expect(resumed).toMatchObject({ status: "succeeded" });
    const { generation } = (await stub.record())!;
    const restored = await agentOf(launch, generation).readFile("note.txt");
    expect(new TextDecoder().decode(await restored.arrayBuffer())).toBe("the older one");
    await discard(launch);
  },
);

test("files that do not fit on the disk: the restore says so, and what it made is gone", {
  timeout: 120_000,
}, async () => {
  const source = await launchSpec();
  const stub = await bringUp(source);
  const argv = ["sh", "-c", "head -c 40000000 /dev/zero > large"];
  await agentOf(source, 1).run({ exec_id: "fill", argv });
  await ended(stub, (operation_id) => stub.save({ operation_id, actor: ANNA }));
  const { checkpoint } = (await stub.record())!;
  const { limits } = await launchSpec();
  const small = await launchSpec({
    limits: { ...limits, disk_bytes: 32 * 1024 * 1024 },
    fork: { sandbox_name: source.identity.name, checkpoint: checkpoint!, base_commit: null },
  });
  const fork = stubOf(small);
  await fork.launch(small);
  expect(await fork.waitForOperation(small.operation_id, 30_000)).toMatchObject({
    status: "failed",
    error: { reason_code: "disk_full", retryable: false, next_step: expect.stringContaining("larger disk") },
  });
  expect(await fork.record()).toMatchObject({ state: "error", container: "none" });
  // As long as the engine itself may take: a full disk is written out before it goes.
  await expect.poll(() => engineState(small), { timeout: 60_000 }).toBe("absent");
  // The source has nothing to do with it.
  expect(await stub.record()).toMatchObject({ state: "running", checkpoint: { verified: true } });
  await discard(source);
});

async function ended(
  stub: SandboxStub,
  begin: (operation_id: string) => Promise<{ ok: boolean }>,
): Promise<OperationOutcome | null> {
  const operation_id = crypto.randomUUID();
  expect(await begin(operation_id)).toMatchObject({ ok: true });
  return stub.waitForOperation(operation_id, 30_000);
}

async function rewrite(key: string, change: (bytes: Uint8Array) => Uint8Array): Promise<void> {
  const object = await env.STORE.get(key);
  await env.STORE.put(key, change(new Uint8Array(await object!.arrayBuffer())));
}

function flipOneByte(bytes: Uint8Array): Uint8Array {
  const middle = Math.floor(bytes.byteLength / 2);
  bytes[middle]! ^= 1;
  return bytes;
}
