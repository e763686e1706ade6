import type { PolicySettings } from "../../domain/policy/policy-settings.ts";
import type { Visibility } from "../../domain/sandbox.ts";
import { Random } from "./random.ts";
import type { Part } from "./simulation.ts";

/** What people and their programs ask of a sandbox. */
export type Wish =
  | { readonly do: "launch"; readonly command: boolean }
  | { readonly do: "resume"; readonly older: boolean }
  | { readonly do: "export"; readonly source: "checkpoint" | "live" }
  | { readonly do: "teardown"; readonly force: boolean; readonly discard: boolean }
  | { readonly do: "keep_alive"; readonly minutes: number }
  | { readonly do: "change_idle_timeout"; readonly minutes: number | null }
  | { readonly do: "change_owner"; readonly from: string; readonly to: string }
  | { readonly do: "change_visibility"; readonly visibility: Visibility }
  | { readonly do: "fork" }
  | { readonly do: "save" | "undo_teardown" | "complete" | "heartbeat" | "purge" }
  | { readonly do: "delete_checkpoint" | "delete_export" };

/** What happens in it, around it and to it. */
export type Happening =
  | { readonly do: "write"; readonly path: string; readonly touches: boolean }
  | { readonly do: "policy"; readonly patch: Partial<PolicySettings> }
  | { readonly do: "faults"; readonly part: Part; readonly rate: number }
  | { readonly do: "storage_alters" | "crashes"; readonly rate: number }
  | { readonly do: "crash" | "ring" | "repeat_result" | "agent_dies" | "engine_dies" | "engine_returns" }
  | { readonly do: "task_ends" | "completes_inside" | "somebody_attaches" | "calm" };

export type Deed =
  | Wish
  | Happening
  | { readonly do: "pass"; readonly seconds: number }
  | { readonly do: "cron" };

export type Move = Deed & {
  /** Seeds what is random in it, whatever comes before it. */
  readonly key: number;
  readonly sandbox: string;
  /** Steps until the next move; null: until nothing waits but timers. */
  readonly steps: number | null;
};

const WEIGHTS: Readonly<Record<Deed["do"], number>> = {
  launch: 1,
  fork: 2,
  resume: 9,
  save: 8,
  export: 7,
  teardown: 9,
  undo_teardown: 4,
  complete: 2,
  heartbeat: 2,
  keep_alive: 3,
  change_idle_timeout: 1,
  change_owner: 1,
  change_visibility: 1,
  delete_checkpoint: 4,
  delete_export: 2,
  purge: 2,
  write: 16,
  policy: 4,
  pass: 16,
  cron: 3,
  crash: 6,
  crashes: 3,
  ring: 2,
  repeat_result: 6,
  agent_dies: 3,
  engine_dies: 2,
  engine_returns: 2,
  task_ends: 2,
  completes_inside: 2,
  somebody_attaches: 1,
  faults: 5,
  storage_alters: 2,
  calm: 5,
};

const PASSES = [1, 8, 25, 70, 130, 400, 1900, 4000, 5 * 3600, 25 * 3600, 73 * 3600, 4 * 86_400, 31 * 86_400];
const PARTS: readonly Part[] = ["storage", "index", "engine", "agent", "mail"];

/** A sequence of moves that only the seed decides: a launch, then whatever happens. */
export function movesOf(seed: number, length: number): Move[] {
  const random = new Random(seed);
  const moves: Move[] = [];
  for (let index = 0; index < length; index++) {
    const kind = index === 0 ? "launch" : random.weighted(WEIGHTS);
    const sandbox = index > 2 && random.chance(0.12) ? "s2" : "s1";
    const steps = random.chance(0.5) ? null : random.below(25);
    moves.push({ ...deed(kind, random), key: random.word(), sandbox, steps });
  }
  return moves;
}

function deed(kind: Deed["do"], random: Random): Deed {
  switch (kind) {
    case "launch":
      return { do: kind, command: random.chance(0.3) };
    case "resume":
      return { do: kind, older: random.chance(0.25) };
    case "export":
      return { do: kind, source: random.pick(["checkpoint", "live"] as const) };
    case "teardown":
      return { do: kind, force: random.chance(0.4), discard: random.chance(0.12) };
    case "keep_alive":
      return { do: kind, minutes: random.pick([0, 5, 60, 600]) };
    case "change_idle_timeout":
      return { do: kind, minutes: random.pick([null, 0, 1, 20, 300]) };
    case "change_owner": {
      const [from, to] = random.chance(0.5)
        ? (["user-1", "user-2"] as const)
        : (["user-2", "user-1"] as const);
      return { do: kind, from, to };
    }
    case "change_visibility":
      return { do: kind, visibility: random.pick(["team", "private"] as const) };
    case "write":
      return { do: kind, path: random.pick(["a", "b", "c"]), touches: random.chance(0.7) };
    case "policy":
      return { do: kind, patch: patch(random) };
    case "pass":
      return { do: kind, seconds: random.pick(PASSES) };
    case "faults":
      return { do: kind, part: random.pick(PARTS), rate: random.pick([0.05, 0.3, 0.9]) };
    case "storage_alters":
    case "crashes":
      return { do: kind, rate: kind === "crashes" ? random.pick([0.01, 0.05, 0.15]) : 0.4 };
    default:
      return { do: kind };
  }
}

function patch(random: Random): Partial<PolicySettings> {
  return random.pick<Partial<PolicySettings>>([
    { idle_timeout_minutes: random.pick([0, 1, 10, 30, 400]) },
    { completed_retention_minutes: random.pick([0, 1, 60, 3000]) },
    { archive_retention_days: random.pick([0, 1, 3, 30]) },
    { auto_teardown: random.chance(0.5) },
    { max_lifetime_hours: random.pick([0, 1, 72]) },
    { checkpoint_interval_minutes: random.pick([0, 1, 15]) },
    { checkpoints_kept: random.pick([1, 3, 10]) },
  ]);
}
