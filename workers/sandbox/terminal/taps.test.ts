import { expect, test } from "vitest";
import type { FromPtyFrame } from "../../domain/protocol.ts";
import { withSandbox } from "../../testing/faulty-storage.ts";
import { person, TerminalViewer } from "../../testing/terminal-viewer.ts";
import type { Sandbox } from "../sandbox.ts";
import type { TapHandle, TerminalTap } from "./tap.ts";
import { TapRefused } from "./tap-reader.ts";

const PATIENCE = { timeout: 20_000 };
const COUNTED = "read go; stty -echo; seq -f 'line %08.0f' 1 150000; echo end-$((3+3)); exit 0";

class Tap implements TerminalTap {
  readonly frames: FromPtyFrame[] = [];
  text = "";
  offset: number | undefined;
  broken: string | null = null;
  over: number | null = null;
  handle: TapHandle | null = null;
  /** Acknowledges what it gets. */
  stores = true;

  static async on(sandbox: Sandbox, offset?: number): Promise<Tap> {
    const tap = new Tap();
    tap.offset = offset;
    tap.handle = await sandbox.terminals.tap("main", tap, offset);
    return tap;
  }

  receive(frame: FromPtyFrame): void {
    if (frame.type !== "output") {
      this.frames.push(frame);
      return;
    }
    this.offset ??= frame.offset;
    if (frame.offset !== this.offset) this.broken ??= `expected ${this.offset}, got ${frame.offset}`;
    this.offset += frame.data.byteLength;
    this.text += new TextDecoder("latin1").decode(frame.data);
    if (this.stores) this.handle?.ack(this.offset);
  }

  closed(code: number): void {
    this.over = code;
  }
}

async function withProgram(script: string, work: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  await withSandbox(async (sandbox) => {
    await sandbox.agent().createPty({ pty_id: "main", cols: 90, rows: 20, argv: ["bash", "-c", script] });
    await work(sandbox);
    sandbox.terminals.closeAll(1000, "the test is over");
  });
}

function view(sandbox: Sandbox, id: string, offset?: number): Promise<TerminalViewer> {
  return new TerminalViewer(sandbox.terminals.connect("main", id, person("Anna"), offset), offset).greeted();
}

test("a tap gets hello, size and each byte once, also with nobody looking, and the exit last", async () => {
  await withProgram(COUNTED, async (sandbox) => {
    const tap = await Tap.on(sandbox);
    const anna = await view(sandbox, "anna", 0);
    anna.type("go\n");
    await anna.sees(/line/);
    anna.close();
    await expect.poll(() => tap.frames.at(-1)?.type, PATIENCE).toBe("exit");
    expect(tap.text.match(/^line \d{8}\r$/gm)?.length).toBe(150_000);
    expect(tap.text).toContain("end-6");
    expect(tap.frames.slice(0, 2)).toMatchObject([
      { type: "hello", hello: { pty_id: "main", offset: 0 } },
      { type: "size", cols: 90, rows: 20 },
    ]);
    expect([tap.broken, tap.over]).toEqual([null, null]);
    await sandbox.agent().closePty("main");
    await expect.poll(() => tap.over).toBe(4404);
    await expect(Tap.on(sandbox)).rejects.toThrow(TapRefused);
  });
});

test("a tap that has not stored what it got holds the program up, and nobody else loses a byte by it", async () => {
  await withProgram(COUNTED, async (sandbox) => {
    const tap = await Tap.on(sandbox);
    tap.stores = false;
    const anna = await view(sandbox, "anna", 0);
    anna.type("go\n");
    // The agent's window, and no more.
    await expect.poll(() => anna.offset, PATIENCE).toBeGreaterThan(1_000_000);
    const [held] = await sandbox.agent().listPtys();
    expect(held?.offset).toBeLessThan(1.2 * 1024 * 1024);
    tap.stores = true;
    tap.handle?.ack(tap.offset ?? 0);
    await anna.sees("end-6");
    await expect.poll(() => tap.text === anna.text, PATIENCE).toBe(true);
    expect([tap.broken, anna.broken, anna.closed]).toEqual([null, null, null]);
  });
});

test("a tap that left holds up nothing, and one that joins again goes on at its offset", async () => {
  await withProgram(COUNTED, async (sandbox) => {
    const first = await Tap.on(sandbox, 0);
    first.stores = false;
    const anna = await view(sandbox, "anna", 0);
    anna.type("go\n");
    await expect.poll(() => first.offset ?? 0, PATIENCE).toBeGreaterThan(100_000);
    first.handle?.leave();
    const again = await Tap.on(sandbox, first.offset);
    await anna.sees("end-6");
    await expect.poll(() => again.frames.at(-1)?.type, PATIENCE).toBe("exit");
    expect(first.text + again.text === anna.text).toBe(true);
  });
});

test("a recording is announced to who is there and to who comes, and its end too", async () => {
  await withProgram("sleep 100", async (sandbox) => {
    const said = (viewer: TerminalViewer) =>
      viewer.saw("notice").flatMap(({ notice }) => (notice.kind === "recording" ? [notice.on] : []));
    const there = await view(sandbox, "a", 0);
    sandbox.terminals.announce("main", { kind: "recording", on: true, by: "the policy" });
    await expect.poll(() => said(there)).toEqual([true]);
    const comes = await view(sandbox, "b", 0);
    await expect.poll(() => said(comes)).toEqual([true]);
    for (const viewer of [there, comes]) viewer.close();
    const back = await view(sandbox, "a", 0);
    await expect.poll(() => said(back)).toEqual([true]);
    sandbox.terminals.announce("main", { kind: "recording", on: false, by: "the policy" });
    await expect.poll(() => said(back)).toEqual([true, false]);
    const late = await view(sandbox, "c", 0);
    await expect.poll(() => late.presence).toBeDefined();
    expect(said(late)).toEqual([]);
  });
});
