import { expect, test } from "vitest";
import { bringUp, discard, launchSpec } from "../../testing/sandboxes.ts";
import { openTerminal, person, TerminalViewer } from "../../testing/terminal-viewer.ts";

test("a viewer types, leaves, comes back with its offset, and gets exactly what it missed", async () => {
  const launch = await launchSpec();
  const stub = await bringUp(launch);
  const terminal = await openTerminal(stub);
  const first = await TerminalViewer.connect(stub, terminal, "anna", 0);
  expect(first.hello).toMatchObject({ cols: 100, rows: 30, input_offset: 0, role: "interact" });
  await expect.poll(() => first.size).toBe("100x30");
  first.type("echo one-$((1+1))\n");
  await first.sees("one-2");
  await expect.poll(() => first.saw("input_ack").at(-1)?.offset).toBe(first.typed);
  first.close();

  const other = await TerminalViewer.connect(stub, terminal, "bert", 0);
  other.type("echo two-$((2+2))\n");
  await other.sees("two-4");

  const again = await TerminalViewer.connect(stub, terminal, "anna", first.offset);
  expect(again.hello?.input_offset).toBe(first.typed);
  await again.sees("two-4");
  expect(again.text).not.toContain("one-2");
  await expect.poll(() => first.text + again.text === other.text).toBe(true);
  const whole = await TerminalViewer.connect(stub, terminal, "carl");
  await expect.poll(() => whole.text === other.text).toBe(true);
  expect(whole.saw("dropped")).toEqual([]);
  for (const { broken } of [first, other, again, whole]) expect(broken).toBeNull();
  await discard(launch);
});

test("input that is sent again after a cut is applied once, and a gap closes the socket", async () => {
  const launch = await launchSpec();
  const stub = await bringUp(launch);
  const terminal = await openTerminal(stub);
  const line = "echo count >> typed\n";
  const first = await TerminalViewer.connect(stub, terminal, "anna", 0);
  first.type(line);
  await expect.poll(() => first.saw("input_ack").length).toBeGreaterThan(0);
  first.close();
  const again = await TerminalViewer.connect(stub, terminal, "anna", first.offset);
  again.type(line, 0);
  again.type(line.slice(0, 5), 0);
  again.type("wc -l < typed; echo end-$((3+3))\n", line.length);
  await again.sees(/1\r\nend-6/);
  await expect.poll(() => again.saw("input_ack").at(-1)?.offset).toBe(again.typed);
  again.type("x", 10_000);
  await expect.poll(() => again.closed?.code).toBe(4400);
  await discard(launch);
});

test("nothing that one sends who may only look reaches the terminal, and it stays connected", async () => {
  const launch = await launchSpec();
  const stub = await bringUp(launch);
  const terminal = await openTerminal(stub);
  const guest = await TerminalViewer.connect(stub, terminal, "guest", 0, person("Guest", "view"));
  guest.type("touch /workspace/guest-was-here\n");
  guest.send({ type: "claim" });
  guest.send({ type: "resize", cols: 10, rows: 5 });
  const anna = await TerminalViewer.connect(stub, terminal, "anna", 0);
  anna.type("ls /workspace; stty size; echo end-$((3+3))\n");
  await guest.sees("end-6");
  expect(guest.text).not.toContain("guest-was-here");
  expect(guest.text).toContain("30 100");
  expect(guest.hello).toMatchObject({ role: "view", input_offset: 0 });
  expect(guest.presence).toMatchObject({ driver: anna.presence?.you, you: 1 });
  expect(guest.saw("input_ack")).toEqual([]);
  expect([guest.closed, guest.broken, guest.size]).toEqual([null, null, "100x30"]);
  await discard(launch);
});

test("an offset that was never written closes that viewer with 4400, whoever else joins at the same time", async () => {
  const launch = await launchSpec();
  const stub = await bringUp(launch);
  const terminal = await openTerminal(stub);
  const [wrong, right] = await Promise.all([
    TerminalViewer.connect(stub, terminal, "anna", 1_000_000),
    TerminalViewer.connect(stub, terminal, "bert", 0),
  ]);
  await expect.poll(() => wrong.closed?.code).toBe(4400);
  right.type("echo one-$((1+1))\n");
  await right.sees("one-2");
  const late = await TerminalViewer.connect(stub, terminal, "carl", 1_000_000);
  await expect.poll(() => late.closed?.code).toBe(4400);
  const none = await TerminalViewer.connect(stub, "t000", "carl", 0);
  await expect.poll(() => none.closed?.code).toBe(4404);
  expect([right.closed, right.broken]).toEqual([null, null]);
  await discard(launch);
});

test("a flood reaches a viewer that acknowledges without a hole, and the terminal ends with its sandbox", async () => {
  const launch = await launchSpec();
  const stub = await bringUp(launch);
  const terminal = await openTerminal(stub);
  const viewer = await TerminalViewer.connect(stub, terminal, "anna", 0);
  viewer.type("stty -echo; seq 1 400000; echo end-$((3+3))\n");
  await viewer.sees("end-6");
  const numbers = viewer.text.match(/^\d+\r$/gm) ?? [];
  expect(numbers.length).toBe(400_000);
  expect([viewer.broken, viewer.saw("dropped")]).toEqual([null, []]);
  await discard(launch);
  await expect.poll(() => viewer.closed?.code, { timeout: 10_000 }).toBe(4404);
});
