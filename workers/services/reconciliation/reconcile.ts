/** The cron's part: what no single sandbox can see. Safe to repeat and to run twice at once. */
import { type Database, database } from "../../data/database.ts";
import { beginRun, endRun, type ReconciliationRun, type RunFailure } from "../../data/reconciliation-runs.ts";
import type { Result } from "../../domain/refusal.ts";
import type { FindingAction } from "../../domain/sandbox/reconciliation.ts";
import type { EngineSandbox, SandboxEngine } from "../../engines/engine.ts";
import type { ServiceEnv } from "../context.ts";
import { type Finding, type Looked, lookAtEach, wordsOf } from "./finding.ts";
import { lookAtSandbox } from "./look-at-sandbox.ts";
import { destroyOrphans } from "./orphans.ts";
import { recordFindings } from "./record-findings.ts";
import { findSuspects } from "./suspects.ts";

/** A run that has not ended after this has died, and the next one may begin, ms. */
const RUN_MS = 5 * 60_000;

export interface Reconciled {
  readonly run: ReconciliationRun;
  readonly findings: readonly Finding[];
}

/**
 * Compares the engine, the sandboxes' own records and the index, puts right what differs, and writes down what it
 * found. Null when another run is under way. A part that fails keeps no other from running; it is in `run.failures`.
 */
export async function reconcile(
  env: ServiceEnv,
  engine: Result<SandboxEngine>,
  now: number,
  clock: () => number = Date.now,
): Promise<Reconciled | null> {
  const db = database(env.DB);
  const until = now + RUN_MS;
  if (!(await beginRun(db, now, until))) return null;
  const began = clock();
  const run = { at: now, counts: {}, failures: [] as readonly RunFailure[] };
  try {
    const looked = await lookEverywhere(env, engine, now);
    const findings = await recordFindings(db, looked.findings, now);
    const ended = {
      ...run,
      counts: countsOf(findings),
      failures: looked.failures,
      duration_ms: clock() - began,
    };
    await endRun(db, until, ended);
    return { run: ended, findings };
  } catch (error) {
    const failures = [{ team_id: null, message: `The run ended early: ${wordsOf(error)}` }];
    await endRun(db, until, { ...run, failures, duration_ms: clock() - began });
    throw error;
  }
}

function countsOf(findings: readonly Finding[]): ReconciliationRun["counts"] {
  const counts: Partial<Record<FindingAction, number>> = {};
  for (const { action } of findings) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}

async function lookEverywhere(env: ServiceEnv, engine: Result<SandboxEngine>, now: number): Promise<Looked> {
  const db = database(env.DB);
  const listed = await listOf(engine);
  const parts = await Promise.all([
    lookAtAll(env, db, "failure" in listed ? null : listed.present, now),
    "failure" in listed
      ? failed(`The engine can't be asked what it runs: ${listed.failure}`)
      : destroyOrphans(env, listed.engine, listed.present, now).catch(failedWith("Orphans")),
  ]);
  return {
    findings: parts.flatMap(({ findings }) => findings),
    failures: parts.flatMap(({ failures }) => failures),
  };
}

async function lookAtAll(
  env: ServiceEnv,
  db: Database,
  present: readonly EngineSandbox[] | null,
  now: number,
): Promise<Looked> {
  try {
    const running = present?.filter(({ state }) => state === "running").map(({ id }) => id) ?? null;
    const suspects = await findSuspects(db, running, now);
    return await lookAtEach(suspects, (suspect) => lookAtSandbox(env, suspect, now));
  } catch (error) {
    return failedWith("Sandboxes")(error);
  }
}

async function listOf(
  engine: Result<SandboxEngine>,
): Promise<{ engine: SandboxEngine; present: readonly EngineSandbox[] } | { failure: string }> {
  if (!engine.ok) return { failure: engine.refusal.message };
  try {
    return { engine: engine.value, present: await engine.value.list() };
  } catch (error) {
    return { failure: wordsOf(error) };
  }
}

function failed(message: string): Looked {
  const failures: RunFailure[] = [{ team_id: null, message }];
  return { findings: [], failures };
}

function failedWith(part: string): (error: unknown) => Looked {
  return (error) => failed(`${part}: ${wordsOf(error)}`);
}
