/** kill -9 of the engine, of agents and of jails' outer processes, at many points: everything converges. */
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { writeFileAtomically } from "./atomic-file.ts";
import type { SandboxRecord } from "./record.ts";
import { EngineProcess, startSpec } from "./testing/engine-process.ts";
import { Inside } from "./testing/inside.ts";

const engine = new EngineProcess();
beforeAll(() => engine.start());
afterAll(() => engine.dispose());
afterEach(async () => {
  for (const { id } of await engine.engine.list()) await engine.engine.destroy(id);
  expect(engine.leftovers()).toEqual([]);
});

async function killAndRestart(): Promise<void> {
  await engine.end("SIGKILL");
  await engine.start();
}

function record(id: string): SandboxRecord {
  return JSON.parse(readFileSync(join(engine.dataDir, "records", `${id}.json`), "utf8")) as SandboxRecord;
}

test("running sandboxes are found again, with their terminals and their way out", async () => {
  await engine.engine.start("kept", 1, startSpec({ egress: { mode: "proxy" } }));
  const request = { pty_id: "main", cols: 80, rows: 24, argv: ["sh"] };
  const { pid } = await engine.agent("kept").createPty(request);
  await killAndRestart();
  expect(await engine.engine.status("kept")).toEqual({ state: "running", generation: 1 });
  expect(await engine.agent("kept").listPtys()).toMatchObject([{ pty_id: "main", pid, exit: null }]);
  const socket = await engine.socket("kept", 1, "/ptys/main/attach?since=0&viewer=v");
  socket.resume();
  await once(socket, "message");
  socket.close();
  // Refused by the proxy, which therefore listens.
  const refused = await new Inside(engine, "kept").sh("egress-connect localhost 80");
  expect(refused.out).toContain("not on the public internet");
  expect(await engine.engine.start("kept", 1, startSpec())).toEqual({ workspace: "fresh" });
});

describe("kill -9 of the engine during a start", () => {
  test.each([0, 10, 20, 30, 40, 50, 65, 80, 100, 130, 170])("after %d ms", async (delay) => {
    const starting = engine.engine.start("half", 1, startSpec()).catch(() => undefined);
    await sleep(delay);
    await killAndRestart();
    await starting;
    const { state } = await engine.engine.status("half");
    expect(["absent", "running"]).toContain(state);
    if (state === "absent") expect(engine.leftovers()).toEqual([]);
    expect(await engine.engine.start("half", 1, startSpec())).toEqual({ workspace: "fresh" });
    expect((await new Inside(engine, "half").sh("echo works")).out).toBe("works");
  });
});

describe("kill -9 of the engine during a start that keeps a workspace", () => {
  test.each([0, 20, 40, 60, 90, 130])("after %d ms the workspace is still there", async (delay) => {
    await engine.engine.start("half", 1, startSpec());
    await engine.agent("half").writeFile("/workspace/mark", "work");
    const keep = startSpec({ workspace: "keep" });
    const starting = engine.engine.start("half", 2, keep).catch(() => undefined);
    await sleep(delay);
    await killAndRestart();
    await starting;
    expect(["stopped", "running"]).toContain((await engine.engine.status("half")).state);
    expect(await engine.engine.start("half", 3, keep)).toEqual({ workspace: "kept" });
    expect(await (await engine.agent("half", 3).readFile("/workspace/mark")).text()).toBe("work");
  });
});

describe("kill -9 of the engine during a destroy", () => {
  test.each([0, 3, 6, 9, 12, 16, 20, 30])("after %d ms", async (delay) => {
    await engine.engine.start("gone", 1, startSpec());
    const destroying = engine.engine.destroy("gone").catch(() => undefined);
    await sleep(delay);
    await killAndRestart();
    await destroying;
    const { state } = await engine.engine.status("gone");
    if (state === "absent") expect(engine.leftovers()).toEqual([]);
    await engine.engine.destroy("gone");
    expect(engine.leftovers()).toEqual([]);
  });
});

test("a destroy that was announced is finished by the next engine", async () => {
  await engine.engine.start("gone", 1, startSpec());
  await engine.end("SIGKILL");
  const path = join(engine.dataDir, "records/gone.json");
  await writeFileAtomically(path, JSON.stringify({ ...record("gone"), phase: "destroying" }), true);
  await engine.start();
  expect(await engine.engine.status("gone")).toEqual({ state: "absent" });
  expect(engine.leftovers()).toEqual([]);
});

test("an agent that dies while there is no engine is found dead, and its workspace kept", async () => {
  await engine.engine.start("lost", 1, startSpec());
  await engine.agent("lost").writeFile("/workspace/mark", "work");
  await new Inside(engine, "lost").sh("setsid sh -c 'sleep 1; kill -9 2' >/dev/null 2>&1 &");
  await engine.end("SIGKILL");
  const { monitor } = record("lost");
  const isGone = (): boolean => !readdirSync("/proc").includes(String(monitor?.pid));
  await expect.poll(isGone, { timeout: 10_000 }).toBe(true);
  await engine.start();
  expect(await engine.engine.status("lost")).toEqual({ state: "stopped", generation: 1 });
  await engine.engine.start("lost", 2, startSpec({ workspace: "keep" }));
  expect(await (await engine.agent("lost", 2).readFile("/workspace/mark")).text()).toBe("work");
});

test("a jail whose outer process is killed is stopped with all that it runs", async () => {
  await engine.engine.start("headless", 1, startSpec());
  await new Inside(engine, "headless").sh("setsid sleep 1000 >/dev/null 2>&1 &");
  process.kill(record("headless").monitor?.pid ?? 0, "SIGKILL");
  await expect.poll(() => engine.engine.status("headless")).toEqual({ state: "stopped", generation: 1 });
  const processes = (): string[] => engine.leftovers().filter((left) => left.startsWith("process"));
  await expect.poll(processes, { timeout: 10_000 }).toEqual([]);
});

describe("C20: a start that fails", () => {
  test("leaves nothing", async () => {
    const spec = startSpec({ local_repository: "/nonexistent" });
    await expect(engine.engine.start("failed", 1, spec)).rejects.toMatchObject({
      refusal: { reason_code: "repository_not_allowed" },
    });
    expect(await engine.engine.status("failed")).toEqual({ state: "absent" });
    expect(engine.leftovers()).toEqual([]);
  });

  test("leaves an earlier workspace as it was", async () => {
    await engine.engine.start("failed", 1, startSpec());
    await engine.agent("failed").writeFile("/workspace/mark", "work");
    const spec = startSpec({ workspace: "keep", local_repository: "/nonexistent" });
    await expect(engine.engine.start("failed", 2, spec)).rejects.toThrow();
    expect(await engine.engine.status("failed")).toEqual({ state: "stopped", generation: 1 });
    await engine.engine.start("failed", 2, startSpec({ workspace: "keep" }));
    expect(await (await engine.agent("failed", 2).readFile("/workspace/mark")).text()).toBe("work");
  });
});

test("a jail that is killed while it is being set up leaves no half of it waiting", async () => {
  // Its outer process may die before it has told the inner one to go on: that one then waits for ever.
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const starting = engine.engine.start("half", 1, startSpec()).catch(() => undefined);
    await expect.poll(() => monitorOf("half"), { interval: 1 }).toBeDefined();
    await sleep(attempt * 2);
    process.kill(monitorOf("half") ?? 0, "SIGKILL");
    await starting;
    await engine.engine.destroy("half");
    expect(engine.leftovers()).toEqual([]);
  }
});

function monitorOf(id: string): number | undefined {
  try {
    return record(id).monitor?.pid;
  } catch {
    return undefined; // not written yet
  }
}
