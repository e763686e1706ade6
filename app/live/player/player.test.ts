import { Terminal } from "@xterm/headless";
import { beforeEach, describe, expect, test } from "vitest";
import { FILM_OPTIONS, type FilmTerminal, prepareFilmTerminal } from "./keyframe.ts";
import { Player, type PlayerState } from "./player.ts";
import { Recording } from "./recording.ts";

/** A clock and a screen's pictures, moved by hand. */
class World {
  time = 0;
  #frames = new Set<() => void>();

  now = () => this.time;

  frame = (run: () => void) => {
    this.#frames.add(run);
    return () => void this.#frames.delete(run);
  };

  pass(ms: number): void {
    for (let left = ms; left > 0; left -= 50) {
      this.time += Math.min(50, left);
      const frames = [...this.#frames];
      this.#frames.clear();
      for (const run of frames) run();
    }
  }
}

let world: World;
let terminal: FilmTerminal;
let recording: Recording;
let player: Player;

function textOf(terminal: FilmTerminal): string {
  return (terminal as unknown as Terminal).buffer.active.getLine(0)?.translateToString(true) ?? "";
}

function begin(events: readonly (readonly [number, string])[], complete = true): void {
  recording = new Recording({ cols: 20, rows: 3, timestamp: null, title: null });
  for (const [time, text] of events) recording.push({ kind: "output", time, text });
  terminal = prepareFilmTerminal(new Terminal(FILM_OPTIONS));
  player = new Player(recording, terminal, world);
  player.grown(complete);
}

async function shows(text: string): Promise<void> {
  await player.settled();
  expect(textOf(terminal)).toBe(text);
}

function stateIs(part: Partial<PlayerState>): void {
  expect(player.read()).toMatchObject(part);
}

beforeEach(() => {
  world = new World();
});

test("it waits at the beginning, plays, pauses, and goes on from there", async () => {
  begin([
    [0, "a"],
    [1, "b"],
    [2, "c"],
  ]);
  await shows("a");
  stateIs({ playing: false, position: 0, duration: 2000 });
  player.play();
  world.pass(1100);
  await shows("ab");
  player.pause();
  world.pass(5000);
  await shows("ab");
  stateIs({ playing: false, position: 1100 });
  player.play();
  world.pass(900);
  await shows("abc");
});

test("it ends at its end, and begins again from the beginning", async () => {
  begin([
    [0, "a"],
    [1, "b"],
  ]);
  player.play();
  world.pass(3000);
  await shows("ab");
  stateIs({ playing: false, ended: true, position: 1000 });
  player.play();
  stateIs({ playing: true, ended: false, position: 0 });
  await shows("a");
});

test("twice the speed takes half the time", () => {
  begin([
    [0, "a"],
    [4, "b"],
  ]);
  player.setSkipsIdle(false);
  player.setSpeed(2);
  player.play();
  world.pass(1000);
  player.pause();
  stateIs({ position: 2000 });
});

test("a silence is cut short unless that is switched off", async () => {
  begin([
    [0, "a"],
    [600, "b"],
  ]);
  player.play();
  world.pass(2100);
  stateIs({ ended: true, position: 600_000 });
  player.setSkipsIdle(false);
  player.seek(0);
  player.play();
  world.pass(2100);
  player.pause();
  stateIs({ ended: false, position: 2100 });
});

test("a tab that slept does not play what went by meanwhile", () => {
  begin([
    [0, "a"],
    [3600, "b"],
  ]);
  player.setSkipsIdle(false);
  player.play();
  world.time += 1_800_000;
  world.pass(50);
  player.pause();
  stateIs({ position: 250 });
});

describe("while it is loaded", () => {
  test("a place that is not there yet is gone to once it is", async () => {
    begin([[0, "a"]], false);
    player.seek(2000);
    stateIs({ position: 2000, waiting: true });
    recording.push({ kind: "output", time: 1, text: "b" });
    player.grown(false);
    stateIs({ waiting: true });
    recording.push({ kind: "output", time: 3, text: "c" });
    player.grown(false);
    await shows("ab");
    stateIs({ position: 2000, waiting: false });
  });

  test("a place beyond its end becomes its end", async () => {
    begin([[0, "a"]], false);
    player.seek(9000);
    recording.push({ kind: "output", time: 1, text: "b" });
    player.grown(true);
    await shows("ab");
    stateIs({ position: 1000, ended: true, waiting: false });
  });

  test("playing waits for what is not there yet", async () => {
    begin([[0, "a"]], false);
    player.play();
    world.pass(500);
    stateIs({ playing: true, waiting: true, ended: false });
    recording.push({ kind: "output", time: 1, text: "b" });
    player.grown(true);
    world.pass(1100);
    await shows("ab");
    stateIs({ playing: false, ended: true });
  });
});

test("of many jumps the last one counts", async () => {
  begin(Array.from({ length: 10 }, (_, index) => [index, String(index)] as const));
  for (const to of [9, 2, 7, 0, 4]) player.seek(to * 1000);
  await shows("01234");
});

test("nothing is drawn after it was stopped", async () => {
  begin([
    [0, "a"],
    [1, "b"],
  ]);
  await shows("a");
  player.play();
  player.stop();
  world.pass(5000);
  await shows("a");
});

test("an empty recording plays, to its end, at once", async () => {
  begin([]);
  player.play();
  world.pass(50);
  await shows("");
  stateIs({ playing: false, ended: true, position: 0 });
});
