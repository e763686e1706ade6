import type { FindingAction, FindingBody } from "../../../workers/domain/sandbox/reconciliation.ts";
import { STATES, type State } from "../../../workers/domain/sandbox.ts";
import { stateWords } from "../controls/state-words.ts";

export interface FindingWords {
  /** What was found. */
  readonly found: string;
  /** What was done about it, or what somebody can do. */
  readonly done: string;
}

type Data = FindingBody["data"];

const WORDS: Record<FindingAction, (data: Data) => FindingWords> = {
  "launch.abandoned": () => ({
    found: "A launch never reached its sandbox.",
    done: "Its name and its place in the quota are free again.",
  }),
  "sandbox.poked": (data) => ({
    found: `It had not moved on for a while${during(data)}.`,
    done: "It was told to go on with what it was doing.",
  }),
  "sandbox.lost": () => ({
    found: "Its record said that it runs, but the engine no longer had it.",
    done: "It needs attention now: retry brings it back, with its files where the engine still has them.",
  }),
  "orphan.destroyed": () => ({
    found: "The engine had a sandbox that no record speaks of.",
    done: "It was destroyed.",
  }),
  "orphan.kept": () => ({
    found: "The list called it gone while it was still at work.",
    done: "It was left alone and told to bring the list up to date.",
  }),
  "quota.corrected": (data) =>
    data.counts_as === "active"
      ? { found: "It runs, and did not count in the quota.", done: "It counts again." }
      : {
          found: "It counted in the quota, although nothing of it runs.",
          done: "Its place is free again.",
        },
  "index.repaired": () => ({
    found: "The list was behind what the sandbox itself knows.",
    done: "The list was brought up to date.",
  }),
};

/** What was found and what was done, in plain sentences. */
export function findingWords({ action, data }: Pick<FindingBody, "action" | "data">): FindingWords {
  return WORDS[action](data);
}

function during({ state }: Data): string {
  if (!isState(state)) return "";
  return ` (${stateWords(state, true).label.toLowerCase()})`;
}

function isState(value: unknown): value is State {
  return STATES.some((state) => state === value);
}
