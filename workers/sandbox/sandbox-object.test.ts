import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { database } from "../data/database.ts";
import { findSandboxById } from "../data/sandboxes.ts";
import { ANNA, agentOf, bringUp, discard, engineState, launchSpec, stubOf } from "../testing/sandboxes.ts";

test("launches, saves, tears down to nothing, and resumes with the same bytes", async () => {
  const launch = await launchSpec({ template: "node" });
  const stub = await bringUp({ ...launch, command: null });
  const bytes = crypto.getRandomValues(new Uint8Array(50_000));
  await agentOf(launch, 1).writeFile("kept/random.bin", bytes, 0o640);

  const operation_id = crypto.randomUUID();
  const accepted = await stub.teardown({ operation_id, actor: ANNA, force: false, discard: false });
  expect(accepted).toMatchObject({ ok: true, value: { record: { state: "saving" } } });
  expect(await stub.waitForOperation(operation_id, 30_000)).toMatchObject({ status: "succeeded" });
  const archived = await stub.record();
  expect(archived).toMatchObject({ state: "destroyed", container: "none", checkpoint: { verified: true } });
  expect(await engineState(launch)).toBe("absent");

  const again = crypto.randomUUID();
  expect(await stub.resume({ operation_id: again, actor: ANNA })).toMatchObject({ ok: true });
  expect(await stub.waitForOperation(again, 30_000)).toMatchObject({ status: "succeeded" });
  const restored = await agentOf(launch, 2).readFile("kept/random.bin");
  expect(new Uint8Array(await restored.arrayBuffer())).toEqual(bytes);
  expect((await agentOf(launch, 2).statFile("kept/random.bin")).mode).toBe(0o640);

  const { items } = await stub.events(0, 500);
  expect(items.map((event) => event.seq)).toEqual(items.map((_, index) => index + 1));
  await discard(launch);
});

test("C8: what the launch command prints is in the log once and in order, and its exit completes the sandbox", async () => {
  const launch = await launchSpec({ command: "for i in $(seq 1 2000); do echo line $i; done; exit 7" });
  const stub = await bringUp(launch);
  await expect.poll(async () => (await stub.record())?.state, { timeout: 20_000 }).toBe("completed");
  expect((await stub.record())?.completion).toMatchObject({ exit_code: 7 });
  let text = "";
  for (let after = 0; ; ) {
    const page = await stub.logs(after, 500, "task");
    if (page.items.length === 0) break;
    text += page.items.map((entry) => entry.text).join("");
    after = page.next_after;
  }
  expect(text).toBe(Array.from({ length: 2000 }, (_, i) => `line ${i + 1}\n`).join(""));
  await discard(launch);
});

test.each([
  ["https://127.0.0.1:1/nothing.git", /^git: fatal: unable to access/],
  ["https://nowhere.invalid/nothing.git", /^The sandbox's network does not reach nowhere\.invalid\.$/],
])(
  "C20: a launch that fails ends in error with its reason, and leaves nothing: %s",
  async (repository, said) => {
    const launch = await launchSpec();
    const identity = { ...launch.identity, template: null, repository };
    const stub = stubOf(launch);
    await stub.launch({ ...launch, identity });
    expect(await stub.waitForOperation(launch.operation_id, 30_000)).toMatchObject({
      status: "failed",
      error: {
        reason_code: "repository_unreachable",
        retryable: false,
        message: expect.stringMatching(said),
      },
    });
    expect(await stub.record()).toMatchObject({ state: "error", container: "none", operation: null });
    await expect.poll(() => engineState(launch), { timeout: 20_000 }).toBe("absent");
  },
);

test("C25: a launch's environment reaches its command, and is nowhere in the record, journal or log", async () => {
  const canary = `canary-${crypto.randomUUID()}`;
  const launch = await launchSpec({
    env: { SECRET: canary },
    command: 'test "$SECRET" = "$(cat)" < /dev/null; echo -n "$SECRET" | wc -c',
  });
  const stub = await bringUp(launch);
  await expect.poll(async () => (await stub.record())?.state, { timeout: 20_000 }).toBe("completed");
  const logs = await stub.logs(0, 500);
  expect(logs.items.map((entry) => entry.text).join("")).toContain(String(canary.length));
  const everything = JSON.stringify([await stub.record(), await stub.events(0, 500), logs]);
  expect(everything).not.toContain(canary);
  await discard(launch);
});

test("R2: a teardown during an export is refused, and goes through after it", async () => {
  const launch = await launchSpec();
  const stub = await bringUp(launch);
  const exporting = crypto.randomUUID();
  const started = await stub.export({
    operation_id: exporting,
    actor: ANNA,
    kind: "archive",
    source: "live",
  });
  expect(started).toMatchObject({ ok: true });
  const request = { actor: ANNA, force: true, discard: false };
  expect(await stub.teardown({ ...request, operation_id: crypto.randomUUID() })).toMatchObject({
    ok: false,
    refusal: { reason_code: "export_in_progress", retryable: true, operation_id: exporting },
  });
  expect(await stub.waitForOperation(exporting, 30_000)).toMatchObject({ status: "succeeded" });
  expect(await stub.exports()).toMatchObject([{ status: "succeeded", source: "live" }]);
  const last = crypto.randomUUID();
  expect(await stub.teardown({ ...request, operation_id: last })).toMatchObject({ ok: true });
  expect(await stub.waitForOperation(last, 30_000)).toMatchObject({ status: "succeeded" });
});

test("an agent that dies is noticed at once, and a retry brings its files back from the engine's disk", async () => {
  const launch = await launchSpec();
  const stub = await bringUp(launch);
  const agent = agentOf(launch, 1);
  await agent.writeFile("unsaved.txt", "only here");
  const killed = agent.run({ exec_id: "kill", argv: ["/bin/sh", "-c", "kill -9 -1"] }).catch(() => null);
  await expect.poll(async () => (await stub.record())?.state, { timeout: 20_000 }).toBe("error");
  await killed;
  expect(await stub.record()).toMatchObject({ container: "lost", error: { reason_code: "sandbox_lost" } });
  const refused = await stub.teardown({ operation_id: "x", actor: ANNA, force: true, discard: false });
  expect(refused).toMatchObject({ ok: false, refusal: { reason_code: "work_not_saved" } });
  const operation_id = crypto.randomUUID();
  await stub.resume({ operation_id, actor: ANNA });
  expect(await stub.waitForOperation(operation_id, 30_000)).toMatchObject({ status: "succeeded" });
  expect(await (await agentOf(launch, 2).readFile("unsaved.txt")).text()).toBe("only here");
  await discard(launch);
});

test("the list's row follows the record, and the alarm finds nothing left to do", async () => {
  const launch = await launchSpec();
  const stub = await bringUp(launch);
  const row = () => findSandboxById(database(env.DB), launch.identity.id);
  await expect.poll(async () => (await row())?.record.state, { timeout: 10_000 }).toBe("running");
  await runDurableObjectAlarm(env.SANDBOX.get(env.SANDBOX.idFromName(launch.identity.id)));
  expect(await stub.record()).toMatchObject({ state: "running", operation: null });
  await discard(launch);
  await expect.poll(async () => (await row())?.record.state, { timeout: 10_000 }).toBe("destroyed");
});
