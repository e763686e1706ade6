import { beforeAll, expect, test, vi } from "vitest";
import { buildScreenThread } from "../build.ts";
import { eventually } from "../testing/conditions.ts";
import { Screens } from "./screens.ts";

let script: string;
const program = (): string => script;
beforeAll(async () => {
  script = await buildScreenThread();
});

const size = { cols: 40, rows: 5 };

/** A terminal whose screen is kept, and what it was told. */
function keep(screens: Screens) {
  const told = { offset: 0, lost: false };
  const pty = screens.keep(size, {
    progressed: (offset) => {
      told.offset = offset;
    },
    lost: () => {
      told.lost = true;
    },
  });
  let written = 0;
  const write = (text: string): void => {
    const bytes = screens.piece(Buffer.byteLength(text));
    bytes.set(Buffer.from(text));
    const offset = written;
    written += bytes.byteLength;
    screens.output(pty, { offset, bytes, sizes: [] });
  };
  const shown = async () => {
    const screen = await screens.screen(pty);
    return screen && { offset: screen.offset, text: Buffer.from(screen.data).toString() };
  };
  return { pty, told, write, shown };
}

test("the thread ends when it has nothing to do, and goes on where it was, even in the middle of a sequence", async () => {
  const screens = new Screens(program, 50);
  const [terminal, other] = [keep(screens), keep(screens)];
  terminal.write("one\r\n\x1b[3");
  await eventually(() => screens.isAsleep && terminal.told.offset === 5);
  expect(await terminal.shown()).toMatchObject({ offset: 5, text: expect.stringContaining("one") });
  expect(screens.isAsleep).toBe(true);
  expect(await other.shown()).toBeNull();
  terminal.write("1mtwo\r\n");
  expect(await terminal.shown()).toMatchObject({
    offset: 15,
    text: expect.stringContaining("\x1b[0;31mtwo"),
  });
  expect(terminal.told.lost).toBe(false);
  await eventually(() => screens.isAsleep);
});

test("output that comes while the thread is about to end is in the screen", async () => {
  const screens = new Screens(program, 1);
  const terminal = keep(screens);
  let text = "";
  for (let round = 0; round < 30; round++) {
    terminal.write(`line ${round}\r\n`);
    text += `line ${round}\r\n`;
    await new Promise((resolve) => setTimeout(resolve, round % 4));
  }
  expect(await terminal.shown()).toMatchObject({
    offset: text.length,
    text: expect.stringContaining("line 29"),
  });
  expect(terminal.told.lost).toBe(false);
  await eventually(() => screens.isAsleep);
});

test("where the thread dies there are no screens, and nobody waits for one", async () => {
  const broken = 'require("worker_threads").parentPort.on("message", () => { throw new Error("broken"); })';
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const screens = new Screens(() => broken, 60_000);
  const terminal = keep(screens);
  terminal.write("one");
  expect(await terminal.shown()).toBeNull();
  await eventually(() => terminal.told.lost);
  expect(logged).toHaveBeenCalledOnce();
  terminal.write("two");
  expect(await terminal.shown()).toBeNull();
  logged.mockRestore();
});
