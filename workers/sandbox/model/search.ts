import { play, sequenceOf, shrink } from "./sequence.ts";

/** How many sequences are played, and the first one's seed: from the environment, to replay one or to play more. */
export const RUNS = Number(process.env.MODEL_RUNS ?? 10_000);
export const BEGIN = Number(process.env.MODEL_SEED ?? 1);

/** Plays sequence after sequence; answers the first that breaks a rule, told so that it can be replayed, or null. */
export async function firstFailure(seed: number, runs: number): Promise<string | null> {
  for (let run = 0; run < runs; run++) {
    const moves = sequenceOf(seed + run);
    if ((await play(seed + run, moves)) === null) continue;
    const shortest = await shrink(seed + run, moves);
    const lines = shortest.map((move) => `  ${JSON.stringify(move)}`);
    const broken = await play(seed + run, shortest);
    return [`MODEL_SEED=${seed + run} MODEL_RUNS=1 (sequence ${run + 1} of ${runs})`, broken, ...lines].join(
      "\n",
    );
  }
  return null;
}
