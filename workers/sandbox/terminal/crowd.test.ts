import { afterAll, beforeAll, expect, test } from "vitest";
import type { SandboxStub } from "../../services/sandboxes/sandbox-stub.ts";
import { bringUp, discard, launchSpec } from "../../testing/sandboxes.ts";
import { openTerminal, person, TerminalViewer } from "../../testing/terminal-viewer.ts";
import type { LaunchSpec } from "../contract.ts";

const PATIENCE = { timeout: 30_000 };
/** Prints numbered lines, `count` of them, and then says so. */
const lines = (count: number) => `stty -echo; seq -f 'line %08.0f' 1 ${count}; echo end-$((3+3))\n`;

let launch: LaunchSpec;
let stub: SandboxStub;
beforeAll(async () => {
  launch = await launchSpec();
  stub = await bringUp(launch);
});
afterAll(() => discard(launch));

test("60 viewers who join at once, some in the middle of the flood, all get the same bytes and see each other", async () => {
  const terminal = await openTerminal(stub);
  const driver = await TerminalViewer.connect(stub, terminal, "driver", 0);
  const joins = (from: number) =>
    Promise.all(
      Array.from({ length: 30 }, (_, index) => {
        const seat = from + index;
        // Some bring the whole from the start, some what is kept.
        const offset = seat % 3 === 0 ? undefined : 0;
        const who = person(`person-${seat % 20}`, seat % 2 === 0 ? "view" : "interact");
        return TerminalViewer.connect(stub, terminal, `v${seat}`, offset, who);
      }),
    );
  const early = await joins(0);
  driver.type(lines(60_000));
  const crowd = [...early, ...(await joins(30))];
  await driver.sees("end-6");
  for (const viewer of crowd) {
    await expect.poll(() => viewer.broken ?? viewer.offset, PATIENCE).toBe(driver.offset);
    expect([viewer.closed, viewer.saw("hello").length]).toEqual([null, 1]);
    expect(viewer.text === driver.text, `${viewer.text.length} of ${driver.text.length} bytes`).toBe(true);
  }
  await expect.poll(() => crowd[59]?.presence?.count, PATIENCE).toBe(61);
  const seen = crowd[59]?.presence;
  expect(seen?.viewers.length).toBe(50);
  expect(seen?.driver).toBe(driver.presence?.you);
  expect(seen?.viewers.map(({ seat }) => seat)).toContain(seen?.driver);
  const colours = Map.groupBy(seen?.viewers ?? [], ({ name }) => name);
  for (const windows of colours.values()) expect(new Set(windows.map(({ colour }) => colour)).size).toBe(1);
  // Gathered: far from one notice for each of the 61 arrivals.
  expect(driver.saw("notice").length).toBeLessThan(40);
  for (const viewer of [driver, ...crowd]) viewer.close();
});

test("one that does not read is dropped with 4429 without harm to others, and resumes by offset", async () => {
  const terminal = await openTerminal(stub);
  const quick = await TerminalViewer.connect(stub, terminal, "quick", 0);
  const slow = await TerminalViewer.connect(stub, terminal, "slow", 0);
  slow.reads = false;
  quick.type(lines(500_000));
  await quick.sees("end-6");
  expect(quick.text.match(/^line \d{8}\r$/gm)?.length).toBe(500_000);
  await expect.poll(() => slow.closed?.code, PATIENCE).toBe(4429);
  // No more than its window, whatever it did not read.
  expect(slow.offset).toBeLessThan(2.2 * 1024 * 1024);
  expect(quick.text.startsWith(slow.text)).toBe(true);
  const again = await TerminalViewer.connect(stub, terminal, "slow", slow.offset);
  await expect.poll(() => again.broken ?? again.offset, PATIENCE).toBe(quick.offset);
  const [gap] = again.saw("dropped");
  expect(gap?.from).toBe(slow.offset);
  expect(again.saw("screen").length).toBe(1);
  expect(quick.text.endsWith(again.text)).toBe(true);
  for (const viewer of [quick, again]) expect([viewer.closed, viewer.broken]).toEqual([null, null]);
});

test("one that reads with pauses, alone, holds the program up and misses nothing", async () => {
  const terminal = await openTerminal(stub);
  const lone = await TerminalViewer.connect(stub, terminal, "lone", 0);
  lone.type(lines(200_000));
  for (let pause = 0; pause < 5; pause++) {
    lone.reads = false;
    const before = lone.offset;
    await new Promise((go) => setTimeout(go, 100));
    lone.read();
    await expect.poll(() => lone.offset !== before || lone.text.includes("end-6"), PATIENCE).toBe(true);
  }
  await lone.sees("end-6");
  expect(lone.text.match(/^line \d{8}\r$/gm)?.length).toBe(200_000);
  expect([lone.closed, lone.broken, lone.saw("dropped").length]).toEqual([null, null, 0]);
});
