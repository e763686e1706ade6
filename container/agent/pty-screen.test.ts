import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PtyRequest } from "../../workers/engines/agent-api.ts";
import { ScreenScanner } from "./screen/screen-scanner.ts";
import { SCROLLBACK, ScreenTerminal } from "./screen/screen-terminal.ts";
import { screenText } from "./screen/screen-text.ts";
import { terminalState } from "./screen/testing/terminal-state.ts";
import { type AgentProcess, startAgentProcess } from "./testing/agent-process.ts";
import { eventually } from "./testing/conditions.ts";
import { Replay } from "./testing/replay.ts";
import { TerminalView } from "./testing/terminal.ts";

let agent: AgentProcess;
let next = 0;
beforeAll(async () => {
  agent = await startAgentProcess();
});
afterAll(() => agent.stop());

async function create(more: Partial<PtyRequest>): Promise<string> {
  const pty_id = `s${next++}`;
  await agent.client.createPty({ pty_id, cols: 80, rows: 24, ...more });
  return pty_id;
}
const info = async (pty: string) => (await agent.client.listPtys()).find(({ pty_id }) => pty_id === pty);

/** Draws on the alternate screen until told to stop, then says how much it drew. */
const DRAWING = `
process.stdin.setRawMode(true);
process.stdout.write("\\x1b[?1049h\\x1b[?25l\\x1b[3;20r\\x1b[?2004h");
let drawn = 0;
const draw = () => {
  let text = "";
  for (let piece = 0; piece < 400; piece++, drawn++) {
    const [row, column] = [(drawn * 7) % 24, (drawn * 13) % 80];
    text += "\\x1b[" + (row + 1) + ";" + (column + 1) + "H\\x1b[3" + (drawn % 8) + "mlong piece of text 漢字 " + drawn + "\\x1b[0m";
    if (drawn % 50 === 0) text += "\\x1bM\\x1b[2L\\x1b[K";
  }
  if (drawn < Number(process.argv[1])) process.stdout.write(text, () => setImmediate(draw));
  else process.stdout.write(text + "\\x1b[5;5Hdone");
};
process.stdin.once("data", draw);
setTimeout(() => {}, 1e6);
`;

describe("more was missed than is kept", () => {
  test("of a program that draws: dropped, the screen, the rest show what a viewer has that saw everything", async () => {
    const pty = await create({ argv: [process.execPath, "-e", DRAWING, "140000"] });
    const whole = await Replay.open(agent, pty, 0);
    const typist = await TerminalView.open(agent, pty, { output: false });
    await eventually(() => whole.offset > 10);
    typist.type("g");
    await eventually(() => whole.offset > 2e6, 60_000);
    typist.send({ type: "resize", cols: 100, rows: 30 });
    await eventually(() => whole.kinds.length === 3 && whole.offset > 4e6, 60_000);
    const during = await Replay.open(agent, pty, 0);
    await eventually(() => whole.tail.endsWith("done"), 60_000);
    const end = whole.offset;
    expect(end).toBeGreaterThan(6 * 1024 * 1024);
    const [after, kept] = [await Replay.open(agent, pty, 0), await Replay.open(agent, pty)];
    const shown = await agent.client.ptyScreen(pty);
    const now = new Replay();
    now.apply({ type: "screen", ...shown });
    for (const replay of [during, after, kept, now]) {
      await eventually(() => replay.offset === end, 60_000);
      expect(replay.state).toEqual(whole.state);
    }
    expect(after.kinds).toEqual(["hello", "dropped", "screen"]);
    expect(kept.kinds).toEqual(["hello", "screen"]);
    expect(shown).toMatchObject({ cols: 100, rows: 30 });
    await agent.client.closePty(pty);
  });

  test("of a flood of text: what is above the screen is there too", async () => {
    const pty = await create({ argv: ["sh", "-c", "seq 500000; read x"] });
    await expect.poll(async () => (await info(pty))?.offset, { timeout: 30_000 }).toBe(3_888_895);
    await expect.poll(async () => (await info(pty))?.first_offset, { timeout: 30_000 }).toBeGreaterThan(5);
    const [dropped, screen, first] = await agent.client.ptyTape(pty, 5);
    if (dropped?.type !== "dropped" || screen?.type !== "screen" || first?.type !== "output")
      throw new Error("no screen");
    expect(dropped).toEqual({ type: "dropped", from: 5, to: screen.offset });
    expect(first.offset).toBe(screen.offset);
    const terminal = new ScreenTerminal(screen);
    terminal.write(screen.data);
    terminal.write(first.data.subarray(0, 2000));
    const { active } = terminal.terminal.buffer;
    const lines = Array.from({ length: active.length }, (_, row) =>
      active.getLine(row)?.translateToString(true),
    );
    const numbers = lines.filter(Boolean).map(Number).slice(0, -1);
    expect(numbers.length).toBeGreaterThan(200);
    expect(numbers.map((number) => number - numbers[0]!)).toEqual(numbers.map((_, index) => index));
    await agent.client.closePty(pty);
  });
});

describe("the size", () => {
  test("stands in the stream where it changed, for who comes later too", async () => {
    const pty = await create({ argv: ["cat"], cols: 30, rows: 10 });
    const view = await TerminalView.open(agent, pty);
    view.type("first\n");
    await view.shows("first\r\nfirst\r\n");
    const at = view.offset;
    view.send({ type: "resize", cols: 70, rows: 20 });
    await eventually(() => view.frames.filter(({ type }) => type === "size").length === 2);
    view.type("second\n");
    await view.shows("second\r\nsecond\r\n");
    const output = (from: number, text: string) => ({
      type: "output",
      offset: from,
      data: new TextEncoder().encode(text),
    });
    expect(await agent.client.ptyTape(pty, 2)).toEqual([
      { type: "size", cols: 30, rows: 10 },
      output(2, "rst\r\nfirst\r\n"),
      { type: "size", cols: 70, rows: 20 },
      output(at, "second\r\nsecond\r\n"),
    ]);
    expect(await agent.client.ptyTape(pty, at)).toEqual([
      { type: "size", cols: 70, rows: 20 },
      output(at, "second\r\nsecond\r\n"),
    ]);
    await expect(agent.client.ptyTape(pty, 9999)).rejects.toMatchObject({
      refusal: { reason_code: "invalid_since" },
    });
  });
});

/** Resolves when a program has drawn what it was asked for; whether it has is no matter here. */
async function quiet(view: TerminalView): Promise<void> {
  for (let before = -1; before !== view.offset; ) {
    before = view.offset;
    await sleep(100);
  }
}

/** Programs that draw, with keys for them. */
const PROGRAMS = [
  [
    "vim",
    ["vim", "-u", "NONE", "-N", "/etc/services"],
    ["\x04", ":set hlsearch number\r", "/tcp\r", "ihello\x1b", ":split\r", "\x06"],
  ],
  ["less", ["less", "-R", "/etc/services"], [" ", " ", "/udp\r", "G", "g"]],
  ["htop", ["htop", "-d", "2"], ["\x1b[B", "t", "\x1b[B"]],
  [
    "tmux",
    ["tmux", "-f", "/dev/null", "-L", `test${process.pid}`, "new", "-s", "t", "sh"],
    ["ls -l /etc\r", '\x02"', "seq 200\r", "\x02%", "echo 漢字 👍\r"],
  ],
] as const;

describe("a screen of", () => {
  test.each(PROGRAMS)(
    "%s, taken anywhere, goes on like the terminal it was taken from",
    async (name, argv, keys) => {
      if (!existsSync(`/usr/bin/${name}`)) return;
      const pty = await create({ argv });
      const view = await TerminalView.open(agent, pty);
      await eventually(() => view.offset > 100);
      for (const key of keys) {
        view.type(key);
        await quiet(view);
      }
      const all = view.bytes;
      if (name === "tmux")
        await agent.client.run({
          exec_id: "kill",
          argv: ["tmux", "-L", `test${process.pid}`, "kill-server"],
        });
      await agent.client.closePty(pty);
      fc.assert(
        fc.property(fc.nat(all.byteLength), (at) => {
          const cut = new ScreenScanner().scan(all.subarray(0, at));
          const [whole, other] = [
            new ScreenTerminal({ cols: 80, rows: 24 }),
            new ScreenTerminal({ cols: 80, rows: 24 }),
          ];
          whole.write(all.subarray(0, cut));
          other.write(screenText(whole.terminal, SCROLLBACK));
          for (const terminal of [whole, other]) terminal.write(all.subarray(cut));
          expect(terminalState(other.terminal, false)).toEqual(terminalState(whole.terminal, false));
        }),
        { numRuns: 40 },
      );
    },
  );
});
