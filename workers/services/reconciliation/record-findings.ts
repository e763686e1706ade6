import { appendAudit } from "../../data/audit.ts";
import type { Database } from "../../data/database.ts";
import { lastFinding } from "../../data/findings.ts";
import { oldestTeam } from "../../data/oldest-team.ts";
import { SYSTEM } from "../../domain/lifecycle.ts";
import type { FindingAction } from "../../domain/sandbox/reconciliation.ts";
import type { Finding } from "./finding.ts";

/** What is found again each minute for as long as it lasts: told once. */
const LASTING: readonly FindingAction[] = ["sandbox.poked", "orphan.kept"];

/** Writes them into the audit log; answers those that were not told before. */
export async function recordFindings(
  db: Database,
  findings: readonly Finding[],
  now: number,
): Promise<Finding[]> {
  const fallback = findings.length > 0 ? await oldestTeam(db) : undefined;
  const told: Finding[] = [];
  for (const finding of findings) {
    const team_id = finding.team_id ?? fallback;
    if (!team_id || (LASTING.includes(finding.action) && (await wasTold(db, team_id, finding)))) continue;
    const { action, sandbox_id, data } = finding;
    const entry = { team_id, at: now, actor: SYSTEM, address: null, action, outcome: "done" as const };
    await appendAudit(db, { ...entry, target: `sandbox:${sandbox_id}`, data });
    told.push({ ...finding, team_id });
  }
  return told;
}

async function wasTold(
  db: Database,
  team_id: string,
  { action, sandbox_id, data }: Finding,
): Promise<boolean> {
  const last = await lastFinding(db, team_id, sandbox_id);
  return last?.action === action && JSON.stringify(last.data) === JSON.stringify(data);
}
