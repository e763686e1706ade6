/** The real `npm start` (on the build that pretest made), killed in the ways that happen. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort, tryPort } from "./ports.ts";
import { identify, stillRuns } from "./processes.ts";

const dataDir = mkdtempSync(join(tmpdir(), "sandbar-start-"));
let port: number;
let running: Started;

interface Started {
  readonly process: ChildProcess;
  readonly output: { out: string; err: string };
  readonly ended: Promise<number | null>;
}

function start(): Started {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../start.ts")], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), DATA_DIR: dataDir },
  });
  const output = { out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    output.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output.err += chunk;
  });
  return { process: child, output, ended: new Promise((resolve) => child.on("exit", resolve)) };
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const begun = Date.now(); Date.now() - begun < 40_000; await sleep(50)) {
    if (await holds()) return;
  }
  throw new Error(`${what} did not happen. It said: ${running.output.out}${running.output.err}`);
}

const ready = () => until("getting ready", () => running.output.out.includes("ready"));
const health = () => fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(5_000) });
const answers = () =>
  until("answering again", () =>
    health()
      .then((r) => r.ok)
      .catch(() => false),
  );

function childPid(name: "engine" | "worker"): number {
  return JSON.parse(readFileSync(join(dataDir, "run/start.json"), "utf8")).children[name].pid;
}

beforeAll(async () => {
  port = await freePort();
  running = start();
  await ready();
}, 60_000);

afterAll(async () => {
  running.process.kill("SIGTERM");
  await running.ended;
  rmSync(dataDir, { recursive: true, force: true });
}, 30_000);

test("the first run prints the address and the one-time link, and nothing else", () => {
  const lines = running.output.out.trim().split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toBe(`Sandbar is ready at http://127.0.0.1:${port}`);
  expect(lines[1]).toMatch(new RegExp(`http://127.0.0.1:${port}/setup\\?token=[A-Za-z0-9_-]{32}$`));
});

test("secrets are their owner's alone, and in no process's arguments", () => {
  const path = join(dataDir, "secrets.json");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const secrets = Object.values(JSON.parse(readFileSync(path, "utf8"))) as string[];
  for (const name of ["engine", "worker"] as const) {
    const argv = readFileSync(`/proc/${childPid(name)}/cmdline`, "utf8");
    for (const secret of secrets) expect(argv).not.toContain(secret);
  }
});

test("a second start on the same data or port says so in one line", async () => {
  const second = start();
  expect(await second.ended).toBe(1);
  expect(second.output.err.trim()).toMatch(/^DATA_DIR .* is in use/);
});

test.each(["worker", "engine"] as const)("kill -9 of the %s heals by itself", async (name) => {
  const before = childPid(name);
  process.kill(before, "SIGKILL");
  await until("starting it again", () => childPid(name) !== before);
  await answers();
});

test("after kill -9 of the whole, the next start cleans up and serves", async () => {
  const left = [identify(childPid("worker"))!, identify(childPid("engine"))!];
  running.process.kill("SIGKILL");
  await running.ended;
  running = start();
  await ready();
  await answers();
  expect(left.filter(stillRuns)).toEqual([]);
}, 60_000);

test("after kill -9 of supervisor and Worker server at once nothing answers in their place", async () => {
  running.process.kill("SIGKILL");
  process.kill(childPid("worker"), "SIGKILL");
  await running.ended;
  await until("freeing the port", async () => (await tryPort("127.0.0.1", port)) === "free");
  running = start();
  await ready();
}, 60_000);

test("SIGTERM ends everything, and the port is free", async () => {
  const left = [identify(childPid("worker"))!, identify(childPid("engine"))!];
  running.process.kill("SIGTERM");
  expect(await running.ended).toBe(0);
  expect(left.filter(stillRuns)).toEqual([]);
  await expect(health()).rejects.toThrow();
});
