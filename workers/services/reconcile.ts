/** The cron's part: what no single sandbox can see. Safe to repeat and to run twice at once. */
import { appendAudit } from "../data/audit.ts";
import { database } from "../data/database.ts";
import { oldestTeam } from "../data/oldest-team.ts";
import { SYSTEM } from "../domain/lifecycle.ts";
import type { Result } from "../domain/refusal.ts";
import type { SandboxEngine } from "../engines/engine.ts";
import type { ServiceEnv } from "./context.ts";
import { destroyOrphans } from "./orphans.ts";
import { pokeStuck } from "./stuck-sandboxes.ts";

/** Something that was put right, for the audit log. */
export interface Finding {
  readonly action: "launch.abandoned" | "sandbox.poked" | "orphan.destroyed" | "orphan.kept";
  readonly sandbox_id: string;
  /** Null when the sandbox belongs to no team. */
  readonly team_id: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Pokes sandboxes that are stuck on their way, removes launches that never arrived, and destroys what the engine
 * runs and nobody has a record of. One part's failure is thrown after the other has run.
 */
export async function reconcile(
  env: ServiceEnv,
  engine: Result<SandboxEngine>,
  now: number,
): Promise<readonly Finding[]> {
  const parts = await Promise.allSettled([
    pokeStuck(env, now),
    engine.ok ? destroyOrphans(env, engine.value, now) : Promise.reject(new Error(engine.refusal.message)),
  ]);
  const findings = parts.flatMap((part) => (part.status === "fulfilled" ? part.value : []));
  await record(env, findings, now);
  const failures = parts.flatMap((part) => (part.status === "rejected" ? [part.reason] : []));
  if (failures.length > 0)
    throw new AggregateError(failures, `reconcile: ${failures.map(String).join("; ")}`);
  return findings;
}

async function record(env: ServiceEnv, findings: readonly Finding[], now: number): Promise<void> {
  const db = database(env.DB);
  const fallback = findings.length > 0 ? await oldestTeam(db) : undefined;
  for (const { action, sandbox_id, team_id, data } of findings) {
    const team = team_id ?? fallback;
    if (!team) continue;
    await appendAudit(db, {
      team_id: team,
      at: now,
      actor: SYSTEM,
      address: null,
      action,
      outcome: "done",
      target: `sandbox:${sandbox_id}`,
      data,
    });
  }
}
