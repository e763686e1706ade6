import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { identify, killGroup, stillRuns } from "./processes.ts";

/** Much memory takes a while to be given back: it dies slowly. */
const HEAVY = "globalThis.kept = Buffer.alloc(400e6, 1); console.log('heavy'); setInterval(() => {}, 1e6)";

test("what an earlier start left is gone once it has been killed: its port is free for this one", async () => {
  const child = spawn(process.execPath, ["-e", HEAVY, "the-mark"], { detached: true });
  await once(child.stdout, "data");
  const leader = identify(child.pid!)!;
  killGroup(leader, "another-mark");
  expect(stillRuns(leader)).toBe(true);
  killGroup(leader, "the-mark");
  expect(stillRuns(leader)).toBe(false);
});
