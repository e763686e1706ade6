import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PtyRequest } from "../../workers/engines/agent-api.ts";
import { type AgentProcess, startAgentProcess } from "./testing/agent-process.ts";
import { eventually, processesWith } from "./testing/conditions.ts";
import { TerminalView } from "./testing/terminal.ts";

let agent: AgentProcess;
let next = 0;
beforeAll(async () => {
  agent = await startAgentProcess();
});
afterAll(() => agent.stop());

async function create(more: Partial<PtyRequest> = {}): Promise<string> {
  const pty_id = `p${next++}`;
  await agent.client.createPty({ pty_id, cols: 80, rows: 24, ...more });
  return pty_id;
}
const plain = { env: { PS1: "$ " }, argv: ["sh"] };

describe("a terminal", () => {
  test("is a login shell with job control, colours and a UTF-8 line editor", async () => {
    const view = await TerminalView.open(agent, await create());
    view.type(
      "shopt -q login_shell && echo login=yes; echo $TERM $COLORTERM; set -o | grep monitor; stty -a\n",
    );
    await view.shows(/login=yes\r\n/);
    await view.shows(/xterm-256color truecolor\r\n/);
    await view.shows(/monitor\s+on/);
    await view.shows(/[^-]iutf8/);
  });

  test("echoes, and ends a program on ctrl-c", async () => {
    const view = await TerminalView.open(agent, await create(plain));
    view.type("echo a$((1+1))b\n");
    await view.shows("a2b\r\n");
    view.type("sleep 1000\n");
    await sleep(300);
    view.type("\x03");
    view.type("echo after=$?\n");
    await view.shows("after=130");
  });

  test("is resized for the program and for every viewer", async () => {
    const pty = await create(plain);
    const [first, second] = [
      await TerminalView.open(agent, pty),
      await TerminalView.open(agent, pty, { viewer: "v2" }),
    ];
    first.type("trap 'stty size' WINCH\n");
    first.send({ type: "resize", cols: 133, rows: 41 });
    await eventually(() => second.frames.some((frame) => frame.type === "size" && frame.cols === 133));
    first.type("stty size\n");
    await first.shows("41 133");
    expect((await agent.client.listPtys()).find(({ pty_id }) => pty_id === pty)).toMatchObject({
      cols: 133,
      rows: 41,
    });
  });

  test("tells its exit code, after all of its output", async () => {
    const view = await TerminalView.open(
      agent,
      await create({ argv: ["sh", "-c", "sleep 0.2; seq 20000; exit 7"] }),
    );
    expect((await view.frame("exit")).exit).toEqual({ exit_code: 7, signal: null });
    expect(view.text.endsWith("19999\r\n20000\r\n")).toBe(true);
    expect(view.text.split("\r\n")).toHaveLength(20001);
  });

  test("C26: output of a program that has ended is still there for who comes later", async () => {
    const pty = await create({ argv: ["printf", "last words"] });
    await expect
      .poll(async () => (await agent.client.listPtys()).find((p) => p.pty_id === pty)?.exit)
      .toBeTruthy();
    const view = await TerminalView.open(agent, pty);
    await view.frame("exit");
    expect(view.text).toBe("last words");
    expect(view.hello.exit).toEqual({ exit_code: 0, signal: null });
    const [size, output, ...rest] = await agent.client.ptyTape(pty, 5);
    expect(size).toEqual({ type: "size", cols: 80, rows: 24 });
    expect(output).toEqual({ type: "output", offset: 5, data: new TextEncoder().encode("words") });
    expect(rest).toEqual([]);
  });

  test("is created once per id; other input is a conflict", async () => {
    const pty = await create({ argv: ["cat"] });
    const [before] = (await agent.client.listPtys()).filter(({ pty_id }) => pty_id === pty);
    const again = await agent.client.createPty({ pty_id: pty, cols: 10, rows: 10, argv: ["cat"] });
    expect(again.pid).toBe(before?.pid);
    const other = agent.client.createPty({ pty_id: pty, cols: 80, rows: 24, argv: ["sh"] });
    await expect(other).rejects.toMatchObject({ refusal: { reason_code: "pty_conflict" } });
  });

  test("names the program in the foreground", async () => {
    const pty = await create(plain);
    (await TerminalView.open(agent, pty)).type("cat\n");
    await expect
      .poll(async () => (await agent.client.listPtys()).find(({ pty_id }) => pty_id === pty)?.title)
      .toBe("cat");
  });

  test("hangs up when it is closed: nothing of its session is left, viewers are told", async () => {
    const seconds = `${Date.now() % 100_000}.5`;
    const pty = await create({ argv: ["sh", "-c", `trap "" HUP; sleep ${seconds}; sleep ${seconds}`] });
    const view = await TerminalView.open(agent, pty);
    await eventually(() => processesWith(seconds).length > 0);
    await agent.client.closePty(pty);
    expect(processesWith(seconds)).toEqual([]);
    expect(await eventually(() => view.closed)).toMatchObject({ code: 4404 });
    await agent.client.closePty(pty);
    await expect(agent.socket(`/ptys/${pty}/attach?viewer=v`, () => undefined)).rejects.toThrow("404");
  });
});

describe("coming back", () => {
  test("by offset gives exactly the bytes that were missed", async () => {
    const pty = await create({ argv: ["sh", "-c", "seq 5000; read x; seq 5001 30000; read x"] });
    const first = await TerminalView.open(agent, pty);
    await first.shows("5000\r\n");
    const had = first.bytes;
    first.socket.close();
    await eventually(() => first.closed);
    const input = await TerminalView.open(agent, pty, { viewer: "typist", output: false });
    input.type("\n");
    await sleep(300);
    expect(input.bytes.byteLength).toBe(0);
    const second = await TerminalView.open(agent, pty, { since: first.offset });
    await second.shows("30000\r\n");
    const all = Buffer.concat([had, second.bytes]).toString().split(/\r?\n/).filter(Boolean);
    expect(all).toEqual(Array.from({ length: 30000 }, (_, index) => String(index + 1)));
  });

  test("after more than is kept tells what was dropped, then gives what is left", async () => {
    const pty = await create({ argv: ["sh", "-c", "head -c 5000000 /dev/zero | tr '\\0' x; read x"] });
    const info = async () => (await agent.client.listPtys()).find(({ pty_id }) => pty_id === pty);
    await expect
      .poll(async () => (await info())?.offset === 5_000_000 && ((await info())?.first_offset ?? 0) > 1000, {
        timeout: 20_000,
      })
      .toBe(true);
    const view = await TerminalView.open(agent, pty, { since: 1000 });
    const { from, to } = await view.frame("dropped");
    expect(from).toBe(1000);
    expect(5_000_000 - to).toBeGreaterThanOrEqual(2 * 1024 * 1024);
    await eventually(() => view.offset === 5_000_000);
    expect(view.bytes.byteLength).toBe(5_000_000 - to);
  });

  test("with an offset that never was is refused", async () => {
    const pty = await create({ argv: ["cat"] });
    const messages: Buffer[] = [];
    const socket = await agent.socket(`/ptys/${pty}/attach?viewer=v&since=99`, (data) => messages.push(data));
    const code = await new Promise((resolve) => socket.once("close", resolve));
    expect([code, messages]).toEqual([4400, []]);
  });

  test("as the same viewer closes the earlier socket as replaced", async () => {
    const pty = await create({ argv: ["cat"] });
    const first = await TerminalView.open(agent, pty);
    await TerminalView.open(agent, pty);
    expect(await eventually(() => first.closed)).toEqual({ code: 1000, reason: "replaced" });
  });
});

describe("input", () => {
  test("sent again after a reconnect is applied once", async () => {
    const pty = await create({ argv: ["sh", "-c", "stty -echo raw; cat -v"] });
    const first = await TerminalView.open(agent, pty);
    await sleep(300);
    first.type("abc");
    await first.frame("input_ack");
    const second = await TerminalView.open(agent, pty);
    expect(second.hello.input_offset).toBe(3);
    second.send({ type: "input", offset: 0, data: Buffer.from("abcdef") });
    second.send({ type: "input", offset: 1, data: Buffer.from("bcdef") });
    second.send({ type: "input", offset: 6, data: Buffer.from("g") });
    const other = await TerminalView.open(agent, pty, { viewer: "v2" });
    await eventually(() => second.text.includes("g"));
    other.type("h");
    await second.shows("abcdefgh");
    expect(second.text).toBe("abcdefgh");
  });

  test("with a gap closes with 4400", async () => {
    const view = await TerminalView.open(agent, await create({ argv: ["cat"] }));
    view.send({ type: "input", offset: 1, data: Buffer.from("x") });
    expect(await eventually(() => view.closed)).toMatchObject({ code: 4400 });
  });

  test.each([[Buffer.alloc(0)], [Buffer.from([0x7f, 1])], [Buffer.from([0x81, 0, 0, 0, 0, 0, 0, 0, 0, 1])]])(
    "C29: a malformed frame closes with 4400: %j",
    async (message) => {
      const view = await TerminalView.open(agent, await create({ argv: ["cat"] }));
      view.socket.send(message);
      expect(await eventually(() => view.closed)).toMatchObject({ code: 4400 });
    },
  );

  test("of 200 KB arrives whole at a program that reads slowly", async () => {
    const view = await TerminalView.open(
      agent,
      await create({ argv: ["sh", "-c", "stty raw -echo; sleep 0.5; head -c 200000 | sha1sum"] }),
    );
    await sleep(200);
    for (let part = 0; part < 4; part++) view.type("0123456789".repeat(5000));
    await view.shows(/^[0-9a-f]{40}/);
    await eventually(() =>
      view.frames.some((frame) => frame.type === "input_ack" && frame.offset === 200_000),
    );
  });

  test("that nobody reads is refused past a bound, not gathered", async () => {
    const view = await TerminalView.open(
      agent,
      await create({ argv: ["sh", "-c", "stty raw -echo; sleep 100"] }),
    );
    await sleep(200);
    for (let part = 0; part < 40 && !view.closed; part++) view.type("x".repeat(60_000));
    expect(await eventually(() => view.closed)).toMatchObject({ code: 4429 });
  });
});

/** Tens of megabytes on a machine that is busy with much else. */
const PATIENCE_MS = 60_000;
const SLOWLY = { timeout: 3 * PATIENCE_MS };

describe("a flood", () => {
  test("R11: costs bounded memory: the PTY waits for a viewer that acknowledges nothing", async () => {
    const pty = await create({ argv: ["yes"] });
    const view = await TerminalView.open(agent, pty, { acknowledges: false });
    await eventually(() => view.offset >= 1024 * 1024);
    await sleep(300);
    const info = () => agent.client.listPtys().then((all) => all.find(({ pty_id }) => pty_id === pty));
    const [before, memory] = [(await info())?.offset ?? 0, agent.memory()];
    await sleep(1000);
    expect((await info())?.offset).toBe(before);
    expect(view.offset).toBeLessThan(1.3 * 1024 * 1024);
    expect(agent.memory() - memory).toBeLessThan(10e6);
    view.acknowledges = true;
    view.keeps = false;
    view.send({ type: "ack", offset: view.offset });
    await eventually(() => view.offset > 20e6);
    await agent.client.closePty(pty);
  });

  test("goes on for a fast viewer beside a slow one, which is told what it missed", SLOWLY, async () => {
    const pty = await create({ argv: ["yes"] });
    const slow = await TerminalView.open(agent, pty, { viewer: "slow", acknowledges: false });
    const fast = await TerminalView.open(agent, pty, { viewer: "fast" });
    [slow.keeps, fast.keeps] = [false, false];
    await eventually(() => fast.offset > 30e6, PATIENCE_MS);
    slow.acknowledges = true;
    slow.send({ type: "ack", offset: slow.offset });
    await slow.frame("dropped");
    await agent.client.closePty(pty);
    expect(agent.memory()).toBeLessThan(200e6);
  });

  test("without viewers runs on onto the tape", SLOWLY, async () => {
    const pty = await create({ argv: ["yes"] });
    const offset = async () =>
      (await agent.client.listPtys()).find(({ pty_id }) => pty_id === pty)?.offset ?? 0;
    await expect.poll(offset, { timeout: PATIENCE_MS }).toBeGreaterThan(20e6);
    const memory = agent.memory();
    const before = await offset();
    await expect.poll(offset, { timeout: PATIENCE_MS }).toBeGreaterThan(before + 20e6);
    expect(agent.memory() - memory).toBeLessThan(20e6);
    await agent.client.closePty(pty);
  });

  test("in one terminal leaves another usable", async () => {
    const flood = await create({ argv: ["yes"] });
    const flooded = await TerminalView.open(agent, flood);
    flooded.keeps = false;
    const view = await TerminalView.open(agent, await create({ argv: ["sh", "-c", "stty raw -echo; cat"] }));
    await sleep(300);
    for (let round = 0; round < 50; round++) {
      const before = view.bytes.byteLength;
      view.type("k");
      await eventually(() => view.bytes.byteLength > before);
    }
    await agent.client.closePty(flood);
  });
});
