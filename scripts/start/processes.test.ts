import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { awaitPort, freePort, tryPort } from "./ports.ts";
import { goneIfEnding, identify, killGroup, stillRuns } from "./processes.ts";

const port = await freePort();
/** Much memory takes a while to be given back: it dies slowly, and holds its port until then. */
const HEAVY = `globalThis.kept = Buffer.alloc(400e6, 1);
  require("node:net").createServer().listen(${port}, "127.0.0.1", () => console.log("heavy"))`;

async function heavy(): Promise<ChildProcess & { pid: number }> {
  const child = spawn(process.execPath, ["-e", HEAVY, "the-mark"], { detached: true });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child as ChildProcess & { pid: number };
}

test("what an earlier start left is gone once it has been killed: its port is free for this one", async () => {
  const leader = identify((await heavy()).pid)!;
  killGroup(leader, "another-mark");
  expect(stillRuns(leader)).toBe(true);
  killGroup(leader, "the-mark");
  expect(stillRuns(leader)).toBe(false);
  expect(await tryPort("127.0.0.1", port)).toBe("free");
});

test("what somebody else has killed, all at once, is waited for too", async () => {
  const { pid } = await heavy();
  const leader = identify(pid)!;
  process.kill(pid, "SIGKILL");
  killGroup(leader, "the-mark");
  expect(await tryPort("127.0.0.1", port)).toBe("free");
});

test("a supervisor that was killed a moment ago is not one that runs", async () => {
  const { pid } = await heavy();
  const supervisor = identify(pid)!;
  expect(goneIfEnding(supervisor)).toBe(false);
  process.kill(pid, "SIGKILL");
  expect(goneIfEnding(supervisor)).toBe(true);
});

test("a port that a dying process holds gets free; one that a living one holds is told at once, with its name", async () => {
  const { pid } = await heavy();
  expect(await awaitPort("127.0.0.1", port)).toEqual({ answer: "EADDRINUSE", holder: { pid, name: "node" } });
  process.kill(pid, "SIGKILL");
  expect(await awaitPort("127.0.0.1", port)).toEqual({ answer: "free" });
});
