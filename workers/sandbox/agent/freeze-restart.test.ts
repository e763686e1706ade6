import { expect, test } from "vitest";
import type { SandboxEngine } from "../../engines/engine.ts";
import { lastNumber, said, startCounting, teardownHangs, withAgentFault } from "../../testing/counting.ts";
import { asleep } from "../../testing/engines.ts";
import { type World, withSandbox } from "../../testing/faulty-storage.ts";
import { ANNA, agentOf, discard, stubOf } from "../../testing/sandboxes.ts";
import type { LaunchSpec } from "../contract.ts";
import type { Sandbox } from "../sandbox.ts";

test("an object that restarts in the middle of the save goes on with it, and what was written is there", async () => {
  const { launch, written } = await crashed(teardownHangs);
  const stub = stubOf(launch);
  expect(await stub.waitForOperation("teardown", 30_000)).toMatchObject({ status: "succeeded" });
  expect(await stub.resume({ operation_id: "resume", actor: ANNA })).toMatchObject({ ok: true });
  expect(await stub.waitForOperation("resume", 30_000)).toMatchObject({ status: "succeeded" });
  expect((await lastNumber(agentOf(launch, 2))) - written).toBeOneOf([0, 1]);
  await discard(launch);
});

test("an object that restarts before its agent has heard of the undo tells it then", async () => {
  const faulty = withAgentFault();
  const { launch, written } = await crashed(async (sandbox, world) => {
    const written = await teardownHangs(sandbox, world);
    faulty.refuses = "/thaw";
    expect(sandbox.apply({ type: "undo_teardown", actor: ANNA })).toMatchObject({ ok: true });
    return written;
  }, faulty.engine);
  expect(await stubOf(launch).record()).toMatchObject({ state: "running" });
  const agent = agentOf(launch, 1);
  await expect.poll(async () => (await said(agent)) > written, { timeout: 20_000 }).toBe(true);
  await discard(launch);
});

/** A sandbox whose object dies when `work` is done with it: what it answers, and where everything else is left. */
async function crashed(
  work: (sandbox: Sandbox, world: World) => Promise<number>,
  sandboxEngine?: SandboxEngine,
): Promise<{ launch: LaunchSpec; written: number }> {
  let left: { launch: LaunchSpec; written: number } | undefined;
  const dying = withSandbox(async (sandbox, world, launch) => {
    await startCounting(sandbox);
    left = { launch, written: await work(sandbox, world) };
    await new Promise(() => undefined);
  }, sandboxEngine);
  const ended = dying.catch((error: unknown) => {
    if (left === undefined) throw error;
  });
  const died = new Promise<never>((_, reject) => void ended.catch(reject));
  await Promise.race([expect.poll(() => left, { timeout: 30_000 }).toBeDefined(), died]);
  if (!left) throw new Error("it was left without a word");
  await asleep(left.launch.identity.id);
  return left;
}
