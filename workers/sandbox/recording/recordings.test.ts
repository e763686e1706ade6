/** What is recorded of a real sandbox whose storage can be made to fail. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { encodeFrame } from "../../domain/protocol.ts";
import type { Recording } from "../../domain/terminal/recording.ts";
import { marksOf, parseCast, shownBy } from "../../testing/casts.ts";
import { tearDown, withSandbox } from "../../testing/faulty-storage.ts";
import { ANNA } from "../../testing/sandboxes.ts";
import type { Sandbox } from "../sandbox.ts";
import { PATIENCE_MS } from "./recorder.ts";

const PATIENT = { timeout: 20_000 };

function record(sandbox: Sandbox, on: boolean): void {
  const change = { type: "change_recording", actor: ANNA, on, demanded: false } as const;
  expect(sandbox.apply(change)).toMatchObject({ ok: true });
}

/** Runs a script of the shell in a terminal of its own. */
async function open(sandbox: Sandbox, pty_id: string, script: string): Promise<void> {
  const argv = ["/bin/bash", "-c", script];
  const make = () => sandbox.agent().createPty({ pty_id, cols: 80, rows: 24, argv });
  await sandbox.recordings.opening(pty_id, make);
}

function of(sandbox: Sandbox, pty_id: string): Recording | undefined {
  return sandbox.recordings.rows.all().find(({ terminal_id }) => terminal_id === pty_id);
}

async function over(sandbox: Sandbox, pty_id: string): Promise<Recording> {
  await expect.poll(() => of(sandbox, pty_id)?.status, PATIENT).not.toBe("recording");
  return of(sandbox, pty_id)!;
}

async function castOf(sandbox: Sandbox, recording: Recording) {
  return parseCast(await new Response(sandbox.recordings.store.content(recording)).text());
}

const offsetOf = async (sandbox: Sandbox, pty_id: string) =>
  (await sandbox.agent().listPtys()).find((pty) => pty.pty_id === pty_id)?.offset ?? 0;

/** What `seq 1 n` shows on a terminal. */
function numbers(n: number): string {
  return Array.from({ length: n }, (_, index) => `${index + 1}\r\n`).join("");
}

test("a flood is recorded whole, in segments, and the program waits for storage that does not answer", async () => {
  await withSandbox(async (sandbox, world) => {
    record(sandbox, true);
    world.fault = "hang";
    await open(sandbox, "flood", "seq 1 500000");
    // The agent's window, and what its ring reads ahead.
    const held = async () => await offsetOf(sandbox, "flood");
    await expect.poll(held, PATIENT).toBeGreaterThan(512 * 1024);
    expect(of(sandbox, "flood")).toMatchObject({ status: "recording", segments: 0 });
    world.fault = null;
    const one = await over(sandbox, "flood");
    expect(one).toMatchObject({ status: "ended", reason: "exited" });
    expect(one.segments).toBeGreaterThan(3);
    const cast = await castOf(sandbox, one);
    expect(shownBy(cast) === numbers(500_000)).toBe(true);
    expect(marksOf(cast)).toEqual([]);
  });
});

test("storage that keeps failing: the recording is cut and says why, and the program goes on", async () => {
  await withSandbox(async (sandbox, world) => {
    record(sandbox, true);
    await open(sandbox, "t", "echo first; read -r; seq 1 500000; touch /workspace/done; read -r");
    const stored = async () => {
      await sandbox.recordings.flush(of(sandbox, "t")?.recording_id ?? "");
      return of(sandbox, "t")?.offset;
    };
    await expect.poll(stored, PATIENT).toBe("first\r\n".length);
    world.fault = "put";
    const socket = await sandbox.agent().attachPty("t", { viewer: "typist", output: false });
    socket.accept();
    socket.send(encodeFrame({ type: "input", offset: 0, data: new TextEncoder().encode("\n") }));
    await expect.poll(() => offsetOf(sandbox, "t"), PATIENT).toBeGreaterThan(512 * 1024);
    world.ahead_ms += PATIENCE_MS;
    const cut = await over(sandbox, "t");
    expect(cut).toMatchObject({ status: "cut", reason: "storage_failed" });
    await expect
      .poll(async () => (await sandbox.agent().listFiles(".")).entries.map(({ name }) => name), {
        timeout: 20_000,
      })
      .toContain("done");
    expect(shownBy(await castOf(sandbox, cut))).toContain("first");
    // Nobody asked for another one since.
    world.fault = null;
    await sandbox.recordings.look();
    expect(sandbox.recordings.rows.all()).toHaveLength(1);
    world.ahead_ms += 1000;
    record(sandbox, false);
    record(sandbox, true);
    await expect.poll(() => sandbox.recordings.rows.all().length, PATIENT).toBe(2);
    socket.close();
  });
});

test("every terminal that is there is recorded when it is switched on, and none any more when it is switched off", async () => {
  await withSandbox(async (sandbox) => {
    for (const id of ["a", "b", "c"]) await open(sandbox, id, `printf 'shown in ${id}'; read -r`);
    for (const id of ["a", "b", "c"])
      await expect.poll(() => offsetOf(sandbox, id), PATIENT).toBeGreaterThan(5);
    expect(sandbox.recordings.rows.all()).toEqual([]);
    record(sandbox, true);
    await expect.poll(() => sandbox.recordings.rows.open().length, PATIENT).toBe(3);
    record(sandbox, false);
    for (const id of ["a", "b", "c"]) {
      const one = await over(sandbox, id);
      expect(one).toMatchObject({ status: "ended", reason: "stopped", by: "Anna" });
      expect(shownBy(await castOf(sandbox, one))).toContain(`shown in ${id}`);
    }
  });
});

test("another run of the sandbox is another recording; a save ends none, and C21: a purge leaves nothing", async () => {
  await withSandbox(async (sandbox, _, launch) => {
    record(sandbox, true);
    await open(sandbox, "t", "echo run-1; read -r");
    await expect.poll(() => offsetOf(sandbox, "t"), PATIENT).toBeGreaterThan(0);
    const save = { type: "save", operation_id: "save", actor: ANNA, checkpoint_id: "cp_1" } as const;
    sandbox.apply({ ...save, reason: "manual" });
    expect(await sandbox.waitForOperation("save", 30_000)).toMatchObject({ status: "succeeded" });
    expect(of(sandbox, "t")).toMatchObject({ status: "recording", generation: 1 });
    tearDown(sandbox, "archive", false);
    expect(await sandbox.waitForOperation("archive", 30_000)).toMatchObject({ status: "succeeded" });
    expect(await over(sandbox, "t")).toMatchObject({ status: "ended", reason: "sandbox_ended" });

    sandbox.apply({ type: "resume", operation_id: "resume", actor: ANNA });
    expect(await sandbox.waitForOperation("resume", 30_000)).toMatchObject({ status: "succeeded" });
    expect(sandbox.recordings.rows.open()).toEqual([]);
    await open(sandbox, "t", "echo run-2; read -r");
    expect(sandbox.recordings.rows.open()).toMatchObject([{ terminal_id: "t", generation: 2 }]);
    tearDown(sandbox, "again", true);
    expect(await sandbox.waitForOperation("again", 30_000)).toMatchObject({ status: "succeeded" });
    await expect.poll(() => sandbox.recordings.rows.open(), PATIENT).toEqual([]);
    const [second, first] = sandbox.recordings.rows.all();
    expect(shownBy(await castOf(sandbox, first!))).toBe("run-1\r\n");
    expect(second).toMatchObject({ status: "ended", generation: 2 });

    const prefix = `recordings/${launch.identity.id}/`;
    expect((await env.STORE.list({ prefix })).objects.length).toBeGreaterThan(1);
    sandbox.apply({ type: "purge", operation_id: "purge", actor: ANNA });
    await expect.poll(() => sandbox.record, PATIENT).toBeNull();
    expect((await env.STORE.list({ prefix })).objects).toEqual([]);
    expect(sandbox.recordings.rows.all()).toEqual([]);
  });
});
