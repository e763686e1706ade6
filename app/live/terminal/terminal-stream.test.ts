import { SerializeAddon } from "@xterm/addon-serialize";
import headless from "@xterm/headless";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeFromPty } from "../../../workers/domain/protocol.ts";
import { prepareTerminal } from "../../../workers/domain/terminal/prepare-terminal.ts";
import { Tape } from "../../../workers/domain/terminal/tape.ts";
import { bytes, fakeWorld } from "../testing/fake-world.ts";
import { TerminalSocket } from "./terminal-socket.ts";
import { TerminalStream } from "./terminal-stream.ts";

const SIZE = { cols: 20, rows: 6 };

function openTerminal() {
  const terminal = new headless.Terminal({ ...SIZE, allowProposedApi: true, scrollback: 200 });
  prepareTerminal(terminal);
  const serializer = new SerializeAddon();
  terminal.loadAddon(serializer);
  return {
    terminal,
    parsed: () => new Promise<void>((done) => terminal.write("", done)),
    /** Both buffers, the cursor and the modes. */
    shows: () => `${terminal.cols}x${terminal.rows} ${serializer.serialize()}`,
  };
}

/** The terminal as the far end has it: resized exactly where the program saw it. */
type Doing = { readonly write: string } | { readonly cols: number; readonly rows: number };

async function applyDirectly(doings: readonly Doing[]) {
  const far = openTerminal();
  for (const [index, doing] of doings.entries()) {
    if ("write" in doing) {
      far.terminal.write(doing.write);
      continue;
    }
    // A tape keeps the last of several sizes between two bytes.
    if (doings[index + 1] && "cols" in doings[index + 1]!) continue;
    await far.parsed();
    far.terminal.resize(doing.cols, doing.rows);
  }
  await far.parsed();
  return far;
}

function tapeOf(doings: readonly Doing[], capacity = 1024 * 1024): Tape {
  const tape = new Tape(capacity, SIZE);
  for (const doing of doings) {
    if ("write" in doing) tape.append(bytes(doing.write));
    else tape.resize(doing);
  }
  return tape;
}

/** A window that watches the tape through connections which the test cuts. */
function watch() {
  const near = openTerminal();
  const fake = fakeWorld();
  const stream = new TerminalStream(near.terminal, { onShown: (offset) => socket.shown(offset) });
  const seen = { dropped: 0 };
  const socket: TerminalSocket = new TerminalSocket(
    fake.world,
    { path: "/t", record: "/", viewer: "v", afterBreak: () => "ask" },
    {
      onStatus: () => {},
      onHello: ({ offset }) => stream.replayedUntil(offset),
      onStream: (frame) => stream.push(frame),
      onDropped: (count) => {
        seen.dropped += count;
      },
      onExit: () => {},
      onLatency: () => {},
      onHeld: () => {},
      onNotice: () => {},
    },
  );
  socket.connect();
  const offset = () => Number(new URL(fake.last().url, "http://x").searchParams.get("offset") ?? 0);
  /** What a server sends from the wanted offset: at most `frames` frames of at most `most` bytes. */
  const deliver = (tape: Tape, frames: number, most: number) => {
    let at = offset();
    fake.last().hello({ offset: tape.endOffset });
    fake.last().frame({ type: "size", ...tape.sizeAt(at) });
    for (let sent = 0; sent < frames; sent++) {
      const next = tape.outputFrame(at, at + most);
      if (!next) return;
      const { frame } = decodeFromPty(next.frame) as { frame: Parameters<typeof stream.push>[0] };
      if (frame.type === "output") fake.last().frame(frame);
      at = next.next;
      const size = tape.sizeFrame(at);
      if (size) fake.last().frame({ type: "size", ...tape.sizeAt(at) });
    }
  };
  /** Everything that came is on the screen. */
  const settled = async () => {
    for (let round = 0; round < 3; round++) await near.parsed();
    while (stream.busy) await near.parsed();
  };
  return { ...near, ...fake, seen, deliver, settled, stream };
}

test("the size changes exactly between the bytes before and after it", async () => {
  const doings: Doing[] = [
    { write: "0123456789abcdefghijklmno" },
    { cols: 10, rows: 4 },
    { write: "ABCDEFGHIJKLMNO\r\n漢字漢字漢字" },
    { cols: 30, rows: 8 },
    { write: "\x1b[2;5Hx" },
  ];
  const far = await applyDirectly(doings);
  const near = watch();
  near.deliver(tapeOf(doings), 100, 7);
  await near.settled();
  expect(near.shows()).toBe(far.shows());
});

test("a screen replaces whatever half a sequence was shown before it, and the stream goes on", async () => {
  const doings: Doing[] = [
    { write: "first lines\r\n\x1b[31mred\x1b[?1049h\x1b[2Jfull screen\x1b[?2004h" },
    { cols: 33, rows: 9 },
    { write: "\x1b[5;7Hhere" },
  ];
  const far = await applyDirectly(doings);
  const { cols, rows } = far.terminal;
  const serializer = new SerializeAddon();
  far.terminal.loadAddon(serializer);
  const data = bytes(serializer.serialize());
  far.terminal.write("\x1b[1mafter");
  await far.parsed();

  for (const cut of ["\x1b[38;2;1", "\x1b]0;title", "\x1bP+q", "\u6f22".slice(0, 1), "\x1b[?1049h\x1b[?7l"]) {
    const near = watch();
    near.last().hello();
    near.last().frame({ type: "output", offset: 0, data: bytes(cut) });
    near.last().frame({ type: "output", offset: bytes(cut).length, data: Uint8Array.of(0xe6, 0xbc) });
    near.last().frame({ type: "dropped", from: bytes(cut).length + 2, to: 900 });
    near.last().frame({ type: "screen", offset: 1000, cols, rows, data });
    near.last().frame({ type: "output", offset: 1000, data: bytes("\x1b[1mafter") });
    await near.settled();
    expect(near.shows()).toBe(far.shows());
  }
});

test("what is lost without a screen to show for it leaves a terminal that was reset", async () => {
  const near = watch();
  near.last().hello();
  near.last().frame({ type: "output", offset: 0, data: bytes("\x1b[31mold\x1b[3") });
  near.last().frame({ type: "dropped", from: 9, to: 50 });
  near.last().frame({ type: "output", offset: 50, data: bytes("new") });
  await near.settled();
  expect(near.shows()).toBe("20x6 new");
});

test("replayed output and what comes live are told apart to the byte", async () => {
  const asked: boolean[] = [];
  const near = watch();
  near.terminal.onData(() => asked.push(near.stream.replaying));
  near.last().hello({ offset: 6 });
  // A question before the viewer came, and one after, in one frame: each asks for the cursor's position.
  near.last().frame({ type: "output", offset: 0, data: bytes("\x1b[6n..\x1b[6n") });
  await near.settled();
  expect(asked).toEqual([true, false]);
});

const doing = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ write: fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      write: fc.constantFrom(
        "\r\n",
        "\x1b[2J\x1b[H",
        "\x1b[99;99H\x1b[1J",
        "\x1b[?1049h",
        "\x1b[?1049l",
        "\x1b[3;2H\x1b[K",
        "\x1b[38;5;201mpurple\x1b[0m",
        "\x1b[2;4r\n\n",
        "漢字かな 👩‍👩‍👧 e\u0301",
        "a line that is longer than any of these terminals is wide, by far and away\r\n",
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ cols: fc.integer({ min: 2, max: 40 }), rows: fc.integer({ min: 1, max: 12 }) }),
  },
);

test("frames cut and resumed anywhere end in the same screen", async () => {
  const connection = fc.record({ frames: fc.nat(6), most: fc.integer({ min: 1, max: 50 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(doing, { minLength: 1, maxLength: 20 }),
      fc.array(connection, { maxLength: 6 }),
      async (doings, connections) => {
        const far = await applyDirectly(doings);
        const near = watch();
        const tape = tapeOf(doings);
        for (const { frames, most } of connections) {
          near.deliver(tape, frames, most);
          near.last().lose();
          await near.settled();
          near.pass(20_000);
        }
        near.deliver(tape, Number.POSITIVE_INFINITY, 64 * 1024);
        await near.settled();
        expect(near.shows()).toBe(far.shows());
      },
    ),
    { numRuns: 60 },
  );
});
