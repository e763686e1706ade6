import type { RunFailure } from "../../data/reconciliation-runs.ts";
import type { FindingAction } from "../../domain/sandbox/reconciliation.ts";
import { EngineError } from "../../engines/engine.ts";

/** Something that was found and put right. */
export interface Finding {
  readonly action: FindingAction;
  readonly sandbox_id: string;
  /** Null when the sandbox belongs to no team. */
  readonly team_id: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a look at one sandbox came to: null when nothing had to be done. `failure` in words, without the sandbox. */
export type Outcome = { readonly finding: Finding } | { readonly failure: string } | null;

export interface Looked {
  readonly findings: readonly Finding[];
  readonly failures: readonly RunFailure[];
}

/** How many sandboxes are looked at together. */
const AT_ONCE = 8;

/** Looks at each, in order; one that can't be looked at keeps no other from it. */
export async function lookAtEach<T extends { readonly id: string; readonly team_id: string | null }>(
  suspects: readonly T[],
  look: (suspect: T) => Promise<Outcome>,
): Promise<Looked> {
  const findings: Finding[] = [];
  const failures: RunFailure[] = [];
  const queue = suspects.values();
  const lookOn = async () => {
    for (const suspect of queue) {
      const { id, team_id } = suspect;
      const outcome = await look(suspect).catch((error: unknown) => ({ failure: wordsOf(error) }));
      if (outcome === null) continue;
      if ("finding" in outcome) findings.push(outcome.finding);
      else failures.push({ team_id, message: `Sandbox ${id}: ${outcome.failure}` });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lookOn));
  return { findings, failures };
}

/** For admins. A bug is logged and told as one: its own message may repeat whole records. */
export function wordsOf(error: unknown): string {
  if (error instanceof EngineError) return error.refusal.message;
  console.error("reconcile", error);
  return "something went wrong inside Sandbar; the server's log has the details.";
}
