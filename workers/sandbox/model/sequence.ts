import { type Move, movesOf } from "./moves.ts";
import { Player } from "./player.ts";
import { Random } from "./random.ts";
import { Watcher } from "./watcher.ts";
import { World } from "./world.ts";

/** After the faults have stopped everything comes to rest within so many looks, and so many ms between them. */
const LOOKS = 16;
const BETWEEN_LOOKS_MS = 20_000;

let shared: World | undefined;

/**
 * Plays the moves, ends all faults, waits for rest; answers the first rule that was broken, or null. `ended` hears the
 * time and every record as they were at the end.
 */
export async function play(
  seed: number,
  moves: readonly Move[],
  ended?: (end: readonly unknown[]) => void,
): Promise<string | null> {
  shared ??= new World();
  const world = shared;
  const close = world.open(seed);
  const watcher = new Watcher(world);
  const player = new Player(world, watcher);
  world.simulation.latency = 1 + (seed % 40);
  try {
    for (const move of moves) {
      await player.play(move);
      if (watcher.violation) return watcher.violation;
    }
    await comeToRest(world, player, watcher);
    ended?.([world.simulation.now, ...[...watcher.accounts.values()].map(({ committed }) => committed)]);
    return watcher.violation;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    // A rule that was broken ends it in the middle of a turn, which must not go on in the next sequence.
    await world.simulation.settle();
    for (const host of world.hosts) host.kill();
    close();
  }
}

async function comeToRest(world: World, player: Player, watcher: Watcher): Promise<void> {
  player.happenings.calm();
  await world.simulation.rest();
  for (let look = 1; watcher.unrest() !== null; look++) {
    if (look > LOOKS) {
      watcher.violation ??= `it never comes to rest: ${watcher.unrest()}`;
      return;
    }
    await world.simulation.pass(BETWEEN_LOOKS_MS);
    if (look % 3 === 0) player.cron();
    await world.simulation.rest();
  }
  watcher.judge();
}

/** 10 to 25 moves. */
export function sequenceOf(seed: number): Move[] {
  return movesOf(seed, 10 + new Random(seed).below(16));
}

/** The same failure with fewer moves, found by leaving out one after another. */
export async function shrink(seed: number, moves: readonly Move[]): Promise<Move[]> {
  let shortest = [...moves];
  for (let size = Math.ceil(shortest.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < shortest.length; ) {
      const shorter = shortest.toSpliced(at, size);
      if ((await play(seed, shorter)) !== null) shortest = shorter;
      else at += size;
    }
  }
  return shortest;
}
