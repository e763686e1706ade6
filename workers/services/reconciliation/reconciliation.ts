/** What admins see of the cron, and may ask of it. */
import { type Database, database } from "../../data/database.ts";
import { listFindings, namesOf, type StoredFinding } from "../../data/findings.ts";
import { oldestTeam } from "../../data/oldest-team.ts";
import { countActive, knownSandboxes } from "../../data/reconciliation.ts";
import { type ReconciliationRun, type RunFailure, readRuns } from "../../data/reconciliation-runs.ts";
import { can } from "../../domain/access.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { PAGE_LIMIT_DEFAULT } from "../../domain/sandbox/listing.ts";
import {
  type FindingBody,
  type LastRunBody,
  OVERDUE_MS,
  type ReconciliationBody,
  type ReconciliationRunBody,
} from "../../domain/sandbox/reconciliation.ts";
import { audited, guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { engineHealth } from "../sandboxes/engine-health.ts";
import { wordsOf } from "./finding.ts";
import { listingEngine } from "./listing-engine.ts";
import { reconcile } from "./reconcile.ts";

export interface ReconciliationQuery {
  /** `cursor` of the page before. */
  readonly cursor?: number;
  readonly limit?: number;
}

const ALREADY_RUNNING: Refusal = {
  reason_code: "reconciliation_running",
  message: "A run is under way already.",
  retryable: true,
  next_step: "Reload in a moment to see what it found.",
};

export async function getReconciliation(
  context: ServiceContext,
  { cursor, limit = PAGE_LIMIT_DEFAULT }: ReconciliationQuery = {},
): Promise<Result<ReconciliationBody>> {
  return guarded(context, { action: "reconciliation.read", target: null }, async () => {
    const { env, viewer, now } = context;
    const allowed = can(viewer, "reconciliation.read");
    if (!allowed.ok) return allowed;
    const db = database(env.DB);
    const { team_id } = viewer;
    const [runs, findings, recorded_active, engine] = await Promise.all([
      readRuns(db, now),
      listFindings(db, { team_id, before: cursor, limit }),
      countActive(db, team_id),
      askEngine(context, db),
    ]);
    return ok({
      last_run: runs.last && lastRunBody(runs.last, team_id),
      overdue: now - (runs.owed_since ?? now) > OVERDUE_MS,
      running: runs.running,
      ...engine,
      recorded_active,
      findings: findings.items.map(findingBody),
      cursor: findings.next_before,
    });
  });
}

/** Runs now instead of with the next minute. Refuses with `reconciliation_running` while another one does. */
export async function runReconciliation(context: ServiceContext): Promise<Result<ReconciliationRunBody>> {
  return audited(context, { action: "reconciliation.run", target: null }, async () => {
    const { env, viewer, now } = context;
    const allowed = can(viewer, "reconciliation.run");
    if (!allowed.ok) return allowed;
    const done = await reconcile(env, listingEngine(env, now), now);
    if (!done) return refuse(ALREADY_RUNNING);
    const own = done.findings.filter(({ team_id }) => team_id === viewer.team_id);
    const names = await namesOf(
      database(env.DB),
      own.map(({ sandbox_id }) => sandbox_id),
    );
    const findings = own.map(({ action, sandbox_id, data }) =>
      findingBody({ at: now, action, sandbox_id, data, name: names.get(sandbox_id) ?? null }),
    );
    return ok({ run: lastRunBody(done.run, viewer.team_id), findings });
  });
}

type EngineFacts = Pick<ReconciliationBody, "engine" | "in_engine">;

async function askEngine(context: ServiceContext, db: Database): Promise<EngineFacts> {
  const { env, now, viewer } = context;
  const { health, refusal } = await engineHealth(context);
  const engine = {
    name: health?.engine ?? env.ENGINE ?? null,
    ok: health?.ok === true && refusal === null,
    problem: refusal,
  };
  const listing = listingEngine(env, now);
  if (!listing.ok || !health) return { engine, in_engine: null };
  try {
    const running = (await listing.value.list()).filter(({ state }) => state === "running");
    const ids = running.map(({ id }) => id);
    return { engine, in_engine: await countOwn(db, ids, viewer.team_id) };
  } catch (error) {
    const problem = { reason_code: "engine_unreachable", message: wordsOf(error), retryable: true };
    return { engine: { ...engine, ok: false, problem }, in_engine: null };
  }
}

/** Those of the team; what belongs to nobody is the first team's to see, as in the audit log. */
async function countOwn(db: Database, ids: readonly string[], team_id: string): Promise<number> {
  const known = await knownSandboxes(db, ids);
  const nobodys = await oldestTeam(db);
  return ids.filter((id) => (known.get(id)?.team_id ?? nobodys) === team_id).length;
}

function lastRunBody({ at, duration_ms, counts, failures }: ReconciliationRun, team_id: string): LastRunBody {
  const told = failures.filter((failure: RunFailure) => (failure.team_id ?? team_id) === team_id);
  return {
    at: new Date(at).toISOString(),
    duration_ms,
    counts,
    failures: told.map(({ message }) => message),
  };
}

function findingBody({ at, action, sandbox_id, name, data }: Omit<StoredFinding, "seq">): FindingBody {
  return { at: new Date(at).toISOString(), action, sandbox_id, ...(name ? { name } : {}), data };
}
