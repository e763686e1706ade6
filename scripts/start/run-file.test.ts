import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { identify } from "./processes.ts";
import { RunFile } from "./run-file.ts";

/** Takes a while to be gone once it is killed. */
const HEAVY = "globalThis.kept = Buffer.alloc(400e6, 1); console.log('heavy'); setInterval(() => {}, 1e6)";

/** Takes the folder when it is told to; says whether it has it, or who. */
const TAKER = `import { RunFile } from ${JSON.stringify(join(import.meta.dirname, "run-file.ts"))};
process.on("message", () => {
  const taken = RunFile.take(process.argv[2], "the-mark");
  process.send(taken instanceof RunFile ? { has: process.pid } : { runsAs: taken.runsAs });
});
process.send("there");`;

test("of two starts at once after a kill -9 one has the data folder, and the other says which", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "sandbar-run-file-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const orphan = spawn(process.execPath, ["-e", HEAVY, "the-mark"], { detached: true });
  onTestFinished(() => void orphan.kill("SIGKILL"));
  await once(orphan.stdout, "data");
  mkdirSync(join(dataDir, "run"));
  const path = join(dataDir, "run/start.json");
  const gone = { pid: 999_999_999, started: "1" };
  writeFileSync(path, JSON.stringify({ supervisor: gone, children: { worker: identify(orphan.pid!) } }));
  const script = join(dataDir, "taker.mjs");
  writeFileSync(script, TAKER);
  const takers = [fork(script, [dataDir]), fork(script, [dataDir])];
  for (const taker of takers) onTestFinished(() => void taker.kill("SIGKILL"));
  await Promise.all(takers.map((taker) => once(taker, "message")));
  const said = await Promise.all(takers.map(taken));
  const { supervisor } = JSON.parse(readFileSync(path, "utf8")) as { supervisor: { pid: number } };
  expect(said.filter((one) => "has" in one)).toEqual([{ has: supervisor.pid }]);
  expect(said.filter((one) => "runsAs" in one)).toEqual([{ runsAs: supervisor.pid }]);
});

test("a note that can't be written, as on a full disk, does not end what runs; the next one is kept", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "sandbar-run-file-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const file = RunFile.take(dataDir, "the-mark") as RunFile;
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => said.mockRestore());
  rmSync(join(dataDir, "run"), { recursive: true });
  file.note("worker", process.pid);
  expect(said).toHaveBeenCalledWith(expect.stringContaining("can't be written, and Sandbar goes on"));
  mkdirSync(join(dataDir, "run"));
  file.note("engine", process.pid);
  const { children } = JSON.parse(readFileSync(join(dataDir, "run/start.json"), "utf8"));
  expect(children).toEqual({ worker: identify(process.pid), engine: identify(process.pid) });
});

async function taken(taker: ChildProcess): Promise<object> {
  taker.send("go");
  const [said] = (await once(taker, "message")) as [object];
  return said;
}
