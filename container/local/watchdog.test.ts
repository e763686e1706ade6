/** What the watchdog does: notice dead agents, and bound what the kernel does not bound here. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { EngineProcess, startSpec } from "./testing/engine-process.ts";
import { Inside } from "./testing/inside.ts";

const MIB = 2 ** 20;
const engine = new EngineProcess();
beforeAll(() => engine.start());
afterAll(() => engine.dispose());

test("a sandbox found above its disk limit is stopped, and its workspace kept", async ({ skip }) => {
  const { limits } = await engine.engine.health();
  skip(limits.disk, "needs an ordinary user: as root the disk is bounded by its image");
  const small = { ...startSpec().limits, disk_bytes: 32 * MIB };
  await engine.engine.start("full", 1, startSpec({ limits: small }));
  const inside = new Inside(engine, "full");
  await inside.sh(
    "echo work > /workspace/mark; for i in 1 2 3; do head -c 20M /dev/zero > /workspace/fill$i; done",
  );
  await expect
    .poll(() => engine.engine.status("full"), { timeout: 50_000 })
    .toEqual({ state: "stopped", generation: 1 });
  expect(await engine.engine.start("full", 2, startSpec({ workspace: "keep" }))).toEqual({
    workspace: "kept",
  });
  expect((await new Inside(engine, "full", 2).sh("cat /workspace/mark")).out).toBe("work");
  await engine.engine.destroy("full");
});

test("an agent that dies is noticed, and what it left running ended, without anybody asking", async () => {
  await engine.engine.start("crashed", 1, startSpec());
  await new Inside(engine, "crashed")
    .sh("setsid sleep 1000 >/dev/null 2>&1 & kill -9 $PPID")
    .catch(() => undefined);
  const processes = (): string[] => engine.leftovers().filter((left) => left.startsWith("process"));
  await expect.poll(processes, { timeout: 20_000 }).toEqual([]);
});
