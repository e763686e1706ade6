import { Terminal } from "@xterm/headless";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isSameState } from "./hidden-state.ts";
import { Indexer } from "./indexer.ts";
import { FILM_OPTIONS, type FilmTerminal, prepareFilmTerminal, restore } from "./keyframe.ts";
import { Keyframes } from "./keyframes.ts";
import { Player } from "./player.ts";
import { Recording } from "./recording.ts";
import { replayStep } from "./replay.ts";

const WORLD = { now: () => 0, frame: () => () => {} };

const filmTerminal = (): FilmTerminal => prepareFilmTerminal(new Terminal(FILM_OPTIONS));

function recordingOf(events: readonly (string | [number, number])[]): Recording {
  const recording = new Recording({ cols: 20, rows: 6, timestamp: null, title: null });
  events.forEach((event, index) => {
    const time = index / 10;
    if (typeof event === "string") recording.push({ kind: "output", time, text: event });
    else recording.push({ kind: "resize", time, cols: event[0], rows: event[1] });
  });
  return recording;
}

/** A terminal to which everything before an event was played, from the beginning on. */
async function playedTo(recording: Recording, event: number): Promise<FilmTerminal> {
  const terminal = filmTerminal();
  await restore(terminal, recording, null);
  for (let at = 0; at < event; ) at = await replayStep(terminal, recording, at, event);
  return terminal;
}

/** Keyframes as often as they can be made. */
class ManyKeyframes extends Keyframes {
  override get spacing(): number {
    return 1;
  }
}

async function index(recording: Recording, frames: Keyframes): Promise<void> {
  const terminals = { player: filmTerminal(), proof: filmTerminal() };
  await new Indexer(recording, frames, terminals, async () => {}, 1).run();
}

/** What programs write: text of all widths, and sequences whole and torn. */
const written = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: "grapheme-ascii", maxLength: 30 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom("漢字", "é", "e\u0301", "👩‍💻", "\u0301", "\u200d", "ᄀ", "\u1161", "ﷺ"),
  },
  { weight: 4, arbitrary: fc.constantFrom("\r\n", "\n", "\r", "\b", "\t", "\r\n\r\n\r\n\r\n") },
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      "\x1b[31m",
      "\x1b[1;4;38;5;200m",
      "\x1b[48;2;1;2;3m",
      "\x1b[7m",
      "\x1b[4:3m",
      "\x1b[58;5;9m",
      "\x1b[m",
      "\x1b[2J",
      "\x1b[H",
      "\x1b[3;5H",
      "\x1b[K",
      "\x1b[1K",
      "\x1b[99;99H\x1b[1J",
      "\x1b[2X",
      "\x1b[2P",
      "\x1b[2@",
      "\x1b[2L",
      "\x1b[M",
      "\x1b[2;4r",
      "\x1b[r",
      "\x1b7",
      "\x1b8",
      "\x1bM",
      "\x1bD",
      "\x1b[3b",
      "\x1b[2S",
      "\x1b[T",
      "\x1b[3J",
      "\x1b[?1049h",
      "\x1b[?1049l",
      "\x1b[?47h",
      "\x1b[?47l",
      "\x1b[?25l",
      "\x1b[?25h",
      "\x1b[4h",
      "\x1b[4l",
      "\x1b[?7l",
      "\x1b[?7h",
      "\x1b[?6h",
      "\x1b[?6l",
      "\x1b[?2004h",
      "\x1b[?1h",
      "\x1b[5 q",
      "\x1b[0 q",
      "\x1b[?45h",
      "\x1b(0",
      "\x1b(B",
      "\x0e",
      "\x0f",
      "\x1b)0",
      "\x1bH",
      "\x1b[3g",
      "\x1b#8",
      "\x1b[!p",
      "\x1bc",
      "\x1b[?2026h",
      "\x1b]0;title\x07",
      "\x1b]4;1;red\x07",
      "\x1b]8;;https://x.example\x07",
      "\x1b]8;;\x07",
      "\x1b[?1002h",
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "\x1b",
      "[",
      "\x1b[3",
      "8;5;",
      "1m",
      "\x1b]0;ti",
      "\x1bP1$r",
      "\x1b\\",
      "\x1b[?",
    ),
  },
);
const size = fc.tuple(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 1, max: 10 }));
const film = fc.array(fc.oneof({ weight: 12, arbitrary: written }, { weight: 1, arbitrary: size }), {
  minLength: 1,
  maxLength: 60,
});

test("a jump shows exactly what playing from the beginning shows", async () => {
  let made = 0;
  await fc.assert(
    fc.asyncProperty(film, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), async (events, jumps) => {
      const recording = recordingOf(events);
      const terminal = filmTerminal();
      const player = new Player(recording, terminal, WORLD);
      await index(recording, Object.assign(player, { frames: new ManyKeyframes() }).frames);
      player.grown(true);
      made += player.frames.count;
      for (const jump of jumps) {
        const event = jump % recording.length;
        player.seek(recording.timeOf(event));
        await player.settled();
        const straight = await playedTo(recording, event + 1);
        expect(isSameState(terminal, straight)).toBe(true);
      }
    }),
    {
      numRuns: Number(process.env.RUNS ?? 40),
      // Hardly ever met by chance: tab stops beyond the edge of a terminal that became narrower, a way into the other screen
      // that saves no cursor, and a letter that is repeated after a sequence that was given up.
      examples: [
        [
          ["         ", [10, 1], "\x1bH", [17, 1], "\t"],
          [4, 3],
        ],
        [
          [[2, 1], "\r\n", "\x1b[?47h", [2, 2], "\x1b"],
          [4, 3],
        ],
        [
          [" ", "\x1b", "\x1b[3b", ""],
          [0, 2, 0],
        ],
      ],
    },
  );
  // How many there are is chance; that there are some is what makes this a test.
  expect(made).toBeGreaterThan(10);
});

test.each([
  ["a scroll region", ["one\r\n", "\x1b[2;4r", "x\x1b[4;1H", "\n\nend"]],
  ["a saved cursor", ["\x1b[3;7H\x1b7", "\x1b[H", "top\x1b8", "there"]],
  ["a hidden cursor", ["\x1b[?25l", "a", "b"]],
  ["a full screen program", ["shell$ vim\r\n\x1b[?1049h\x1b[H", "~\r\n~", "\x1b[?1049l", "shell$ "]],
  ["colours and styles", ["\x1b[1;3;4;38;2;9;8;7;48;5;3m", "x", "y\x1b[m", "z"]],
  ["an erase up to the last cell", ["shown\r\n", "\x1b[99;99H\x1b[1J", "\x1b[Hafter it"]],
  ["wide letters at the edge", ["漢字漢字漢字漢字漢字漢", "字\r\n", "ok"]],
])("%s is in the keyframes", async (_, events) => {
  const recording = recordingOf(events);
  const frames = new ManyKeyframes();
  await index(recording, frames);
  expect(frames.count).toBe(recording.length - 1);
  for (let event = 1; event < recording.length; event++) {
    const terminal = filmTerminal();
    await restore(terminal, recording, frames.before(event));
    expect(frames.before(event)?.event).toBe(event);
    expect(isSameState(terminal, await playedTo(recording, event))).toBe(true);
  }
});

test("half of a control sequence makes no keyframe", async () => {
  const frames = new ManyKeyframes();
  await index(recordingOf(["\x1b[3", "1mred", "\x1b]0;ti", "tle\x07", "x"]), frames);
  expect([1, 2, 3, 4].map((event) => frames.before(event)?.event ?? null)).toEqual([null, 2, 2, 4]);
});
