/** From inside a jail: using more than its share. What is hit by a limit is inside; agent and neighbours live on. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { EngineProcess, startSpec } from "./testing/engine-process.ts";
import { Inside, outside } from "./testing/inside.ts";

const isRoot = process.getuid?.() === 0;
const MIB = 2 ** 20;
const CPU_GROUPS = "/sys/fs/cgroup/cpu/sandbar";
const LIMITS = { cpus: 1, memory_bytes: 256 * MIB, disk_bytes: 64 * MIB, pids: 64 };
const engine = new EngineProcess();
const inside = new Inside(engine, "greedy");

beforeAll(async () => {
  await engine.start();
  await engine.engine.start("greedy", 1, startSpec({ limits: LIMITS }));
  await engine.engine.start("neighbour", 1, startSpec());
});
afterAll(() => engine.dispose());
beforeEach(async () => {
  // Each starts, and so the one before it has ended, with an agent that can run commands.
  expect((await inside.sh("echo alive")).out).toBe("alive");
  expect((await new Inside(engine, "neighbour").sh("echo alive")).out).toBe("alive");
});

const FORK = `
import os, signal, sys, time
children = []
try:
    for _ in range(int(sys.argv[1])):
        child = os.fork()
        if child == 0:
            signal.pause()
        children.append(child)
except OSError as error:
    print(type(error).__name__, end=" ")
print(len(children) >= 64)
for child in children:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
`;

test("processes: forking ends at the limit", async () => {
  expect((await outside(["/usr/bin/python3", "-", "100"], FORK)).out).toBe("True"); // control
  expect((await inside.python(FORK, "100")).out).toBe("BlockingIOError False");
});

test("processes: a fork bomb leaves the agent and the neighbours alive, and destroy ends it", async () => {
  await engine.engine.start("bomb", 1, startSpec({ limits: LIMITS }));
  const bomb = ["sh", "-c", "f() { f | f & f & }; while :; do f; done"];
  await engine.agent("bomb").startProcess({ process_id: "bomb", source: "task", argv: bomb });
  expect(await engine.agent("bomb").health()).toMatchObject({ generation: 1 });
  expect((await new Inside(engine, "neighbour").sh("echo alive")).out).toBe("alive");
  await engine.engine.destroy("bomb");
  expect(engine.leftovers().filter((left) => left.includes("bomb"))).toEqual([]);
});

const HOG = "import sys; kept = bytearray(b'x') * (int(sys.argv[1]) << 20); print(len(kept) >> 20)";

test("memory: what takes more is killed, inside only", async () => {
  expect((await outside(["/usr/bin/python3", "-", "600"], HOG)).out).toBe("600"); // control
  expect((await inside.python(HOG, "60")).out).toBe("60"); // control
  // Held long enough for a watchdog, where there is no cgroup.
  const held = `${HOG}; import time; time.sleep(20)`;
  const killed = await inside.python(held, "600").then(
    ({ code }) => code,
    () => "ended",
  );
  expect(killed).toBeNull();
  expect(await engine.engine.status("greedy")).toEqual({ state: "running", generation: 1 });
});

test("memory: file systems in memory have a size", async () => {
  const fill = 'head -c 2G /dev/zero > "$1/fill"; rm -f "$1/fill"';
  expect((await inside.sh(fill, "/dev/shm")).out).toMatch(/No space left|File size limit/);
  expect((await inside.sh("head -c 1M /dev/zero > /dev/shm/fine && rm /dev/shm/fine")).code).toBe(0); // control
  for (const path of ["/", "/dev", "/run", "/var", "/etc"]) {
    expect((await inside.sh(fill, path)).out).toContain("Read-only file system");
  }
});

test("disk: a full disk is an error inside, and frees again", async ({ skip }) => {
  skip(!isRoot, "needs root: as an ordinary user the disk is watched, not bounded");
  const folder = mkdtempSync(join(tmpdir(), "sandbar-fill-"));
  expect((await outside(["sh", "-c", `head -c 200M /dev/zero > ${folder}/fill`])).code).toBe(0); // control
  rmSync(folder, { recursive: true });
  for (const path of ["/workspace", "/home/sandbox"]) {
    const filled = await inside.sh('head -c 200M /dev/zero > "$1/fill"', path);
    expect(filled.out).toMatch(/No space left|File too large/);
    const many = await inside.sh(
      'for i in 1 2 3; do head -c 40M /dev/zero > "$1/fill$i" || exit 9; done',
      path,
    );
    expect(many).toMatchObject({ code: 9, out: expect.stringContaining("No space left") });
    await inside.sh('rm "$1"/fill*', path);
    expect((await inside.sh('head -c 10M /dev/zero > "$1/fine" && rm "$1/fine"', path)).code).toBe(0);
  }
});

const OPEN = `
import os
count = 0
try:
    while count < 200_000:
        os.dup(0)
        count += 1
except OSError as error:
    print(error.errno, count < 65_536)
`;

test("descriptors: opening ends at the limit", async () => {
  expect((await inside.python(OPEN)).out).toBe("24 True"); // EMFILE
});

test("CPU: the share is bounded", async ({ skip }) => {
  skip(!isRoot || !existsSync(CPU_GROUPS), "needs root and a cgroup v1 CPU controller");
  await engine.engine.start("slow", 1, startSpec({ limits: { ...LIMITS, cpus: 0.05 } }));
  const throttled = (id: string): number => {
    const path = readdirSync(CPU_GROUPS).map((instance) => join(CPU_GROUPS, instance, id, "cpu.stat"));
    const stat = readFileSync(path.find((candidate) => existsSync(candidate)) ?? "", "utf8");
    return Number(/^nr_throttled (\d+)$/m.exec(stat)?.[1]);
  };
  const burn = ["timeout", "1", "sh", "-c", "while :; do :; done"];
  await new Inside(engine, "slow").run(burn);
  await new Inside(engine, "neighbour").run(burn); // may use two CPUs
  expect(throttled("slow")).toBeGreaterThan(0);
  expect(throttled("neighbour")).toBe(0); // control
});
