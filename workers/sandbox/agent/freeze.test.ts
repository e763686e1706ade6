import { expect, test } from "vitest";
import {
  goesOn,
  lastNumber,
  said,
  startCounting,
  teardownHangs,
  withAgentFault,
} from "../../testing/counting.ts";
import { contentOf, tearDown, withSandbox } from "../../testing/faulty-storage.ts";
import { ANNA } from "../../testing/sandboxes.ts";
import { person } from "../../testing/terminal-viewer.ts";
import { VIEWER_HEADER } from "../contract.ts";
import { route } from "../http/route.ts";

const MINUTE = 60_000;
const undo = { type: "undo_teardown", actor: ANNA } as const;
/** Neither a child of the agent's nor with anything of it in its environment. */
const DAEMON = "setsid env -i /bin/sh -c 'while :; do echo x >> daemon; done' > /dev/null 2>&1 &";
/** Each process writes once, starts the next one, and is gone before it is seen. */
const COMET = "setsid sh -c 'next() { echo x >> comet; next & }; next' > /dev/null 2>&1 &";

test("C2: what a program has written by the time it is stopped is in the checkpoint, and nothing is written after", async () => {
  await withSandbox(async (sandbox, world) => {
    for (const script of [DAEMON, COMET]) {
      await sandbox.agent().run({ exec_id: crypto.randomUUID(), argv: ["sh", "-c", script] });
    }
    await startCounting(sandbox);
    const written = await teardownHangs(sandbox, world);
    const sizes = async () => {
      const entries = ["daemon", "comet"].map((name) => sandbox.agent().statFile(name));
      return (await Promise.all(entries)).map(({ size_bytes }) => size_bytes);
    };
    const before = await sizes();
    expect(before.every((size) => size > 0)).toBe(true);
    world.fault = null;
    expect(await sandbox.waitForOperation("teardown", 30_000)).toMatchObject({ status: "succeeded" });
    sandbox.apply({ type: "resume", operation_id: "resume", actor: ANNA });
    expect(await sandbox.waitForOperation("resume", 30_000)).toMatchObject({ status: "succeeded" });
    // The number in the file may be one ahead: it was stopped before it could say so.
    expect((await lastNumber(sandbox.agent())) - written).toBeOneOf([0, 1]);
    expect(await sizes()).toEqual(before);
  });
});

test("a teardown that is taken back: everything goes on at once, and the next one is as good", async () => {
  await withSandbox(async (sandbox, world) => {
    await startCounting(sandbox);
    for (let round = 0; round < 2; round++) {
      world.fault = "hang";
      tearDown(sandbox, `undone-${round}`, false);
      expect(sandbox.apply(undo)).toMatchObject({ ok: true });
      world.fault = null;
      await goesOn(sandbox);
    }
    await teardownHangs(sandbox, world);
    expect(sandbox.apply(undo)).toMatchObject({ ok: true });
    await goesOn(sandbox);
    await sandbox.agent().writeFile("later", "content");
    world.fault = null;
  });
});

test("storage that fails ends the teardown in error, and everything goes on", async () => {
  await withSandbox(async (sandbox, world) => {
    await startCounting(sandbox);
    world.fault = "uploadPart";
    tearDown(sandbox, "teardown", false);
    await expect.poll(() => sandbox.journal.nextEffect()?.attempts, { timeout: 20_000 }).toBeGreaterThan(0);
    const agent = sandbox.agent();
    await expect(agent.writeFile("new", "content")).rejects.toMatchObject({
      refusal: { reason_code: "sandbox_frozen", retryable: true },
    });
    world.ahead_ms += 2 * MINUTE;
    await sandbox.alarm();
    expect(sandbox.record).toMatchObject({ state: "error", container: "present" });
    await goesOn(sandbox);
    world.fault = null;
    tearDown(sandbox, "again", false);
    expect(await sandbox.waitForOperation("again", 30_000)).toMatchObject({ status: "succeeded" });
  });
});

test("a save that is no teardown stops nothing", async () => {
  await withSandbox(async (sandbox, world) => {
    await startCounting(sandbox);
    world.fault = "hang";
    sandbox.apply({
      type: "save",
      operation_id: "save",
      actor: ANNA,
      checkpoint_id: "cp_save",
      reason: "manual",
    });
    await goesOn(sandbox);
    world.fault = null;
    expect(await sandbox.waitForOperation("save", 30_000)).toMatchObject({ status: "succeeded" });
  });
});

test("an agent that can't be told to go on is told again until it has heard", async () => {
  const faulty = withAgentFault();
  await withSandbox(async (sandbox, world) => {
    await startCounting(sandbox);
    const written = await teardownHangs(sandbox, world);
    faulty.refuses = "/thaw";
    expect(sandbox.apply(undo)).toMatchObject({ ok: true });
    world.fault = null;
    await expect.poll(() => faulty.refused).toBeGreaterThan(0);
    expect(await said(sandbox.agent())).toBe(written);
    faulty.refuses = null;
    world.ahead_ms += 6_000;
    await sandbox.alarm();
    await goesOn(sandbox);
  }, faulty.engine);
});

test("while it is saved and torn down nothing is begun in it, and everything can be read", async () => {
  await withSandbox(async (sandbox, world) => {
    await sandbox.agent().writeFile("work.txt", "content");
    await startCounting(sandbox);
    await teardownHangs(sandbox, world);
    const viewer = JSON.stringify(person("Anna"));
    const ask = (method: string, path: string) =>
      route(
        sandbox,
        new Request(`https://sandbox${path}`, {
          method,
          headers: { [VIEWER_HEADER]: viewer },
          ...(method === "GET" ? {} : { body: "{}" }),
        }),
      );
    for (const [method, path] of [
      ["POST", "/exec"],
      ["PUT", "/files/content?path=work.txt"],
      ["DELETE", "/files?path=work.txt"],
      ["POST", "/terminals"],
      ["DELETE", "/terminals/t1"],
    ] as const) {
      const answer = await ask(method, path);
      expect([answer.status, await answer.json()]).toMatchObject([
        409,
        { reason_code: "teardown_in_progress", retryable: true, next_step: "Undo the teardown to go on." },
      ]);
    }
    expect(await contentOf(sandbox, "work.txt")).toBe("content");
    expect((await ask("GET", "/files/content?path=work.txt")).status).toBe(200);
    expect((await ask("GET", "/terminals")).status).toBe(200);
    expect(sandbox.apply(undo)).toMatchObject({ ok: true });
    await expect.poll(async () => (await ask("PUT", "/files/content?path=work.txt")).status).toBe(200);
    world.fault = null;
  });
});

test("the agent of an earlier version, which can't freeze, is saved and torn down all the same", async () => {
  const faulty = withAgentFault();
  await withSandbox(async (sandbox) => {
    faulty.unknown = ["/freeze", "/thaw"];
    await sandbox.agent().writeFile("work.txt", "content");
    tearDown(sandbox, "teardown", false);
    expect(await sandbox.waitForOperation("teardown", 30_000)).toMatchObject({ status: "succeeded" });
    expect(sandbox.record).toMatchObject({ state: "destroyed", checkpoint: { verified: true } });
  }, faulty.engine);
});
