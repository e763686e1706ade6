/** How long the audit log is kept: the one thing about it that anybody can decide, and only the team's owner. */
import { appendAudit } from "../../data/audit.ts";
import {
  auditRetention,
  countAuditBefore,
  deleteOutlivedAudit,
  setAuditRetention,
} from "../../data/audit-retention.ts";
import { database } from "../../data/database.ts";
import { can } from "../../domain/access.ts";
import { AUDIT_RETENTION } from "../../domain/audit/audit.ts";
import { SYSTEM } from "../../domain/lifecycle.ts";
import { wholeNumber } from "../../domain/policy/whole-number.ts";
import { ok, type Result, refuse } from "../../domain/refusal.ts";
import type { ServiceContext, ServiceEnv } from "../context.ts";
import { NO_TEAM } from "./attempts.ts";
import { audited, guarded } from "./audit-trail.ts";

export interface AuditRetentionBody {
  /** 0 = for ever. */
  readonly audit_retention_days: number;
}

export async function getAuditRetention(context: ServiceContext): Promise<Result<AuditRetentionBody>> {
  return guarded(context, { action: "audit.read", target: null }, async () => {
    const decision = can(context.viewer, "audit.read");
    if (!decision.ok) return decision;
    return ok({
      audit_retention_days: await auditRetention(database(context.env.DB), context.viewer.team_id),
    });
  });
}

/** Refuses with `not_permitted` (all but owners) or `invalid_number`: 0, or 30 to 3650 days. */
export async function changeAuditRetention(
  context: ServiceContext,
  { audit_retention_days }: AuditRetentionBody,
): Promise<Result<AuditRetentionBody>> {
  const db = database(context.env.DB);
  const { team_id } = context.viewer;
  const before = await auditRetention(db, team_id);
  const data = { from: before, to: audit_retention_days };
  return audited(context, { action: "audit.retention_changed", target: "audit", data }, async () => {
    const decision = can(context.viewer, "audit.retain");
    if (!decision.ok) return decision;
    const { min, max } = AUDIT_RETENTION;
    const bounds = { field: "audit_retention_days", min: 0, max, unit: "days" };
    const days = wholeNumber(audit_retention_days, bounds);
    if (!days.ok) return days;
    if (days.value > 0 && days.value < min) return refuse(TOO_SHORT);
    await setAuditRetention(db, team_id, days.value);
    return ok({ audit_retention_days: days.value });
  });
}

/** How many entries are older than so many days: what keeping no more than those would delete. */
export async function entriesOlderThan(context: ServiceContext, days: number): Promise<Result<number>> {
  return guarded(context, { action: "audit.read", target: null }, async () => {
    const decision = can(context.viewer, "audit.retain");
    if (!decision.ok) return decision;
    const { env, viewer, now } = context;
    return ok(await countAuditBefore(database(env.DB), viewer.team_id, now - days * 86_400_000));
  });
}

/** Part of the cron. That entries were deleted is told by one that stays. */
export async function forgetOutlivedAudit(env: ServiceEnv, now: number): Promise<void> {
  const db = database(env.DB);
  for (const [team_id, entries] of await deleteOutlivedAudit(db)) {
    if (team_id === NO_TEAM) continue;
    await appendAudit(db, {
      team_id,
      at: now,
      actor: SYSTEM,
      address: null,
      action: "audit.outlived",
      outcome: "done",
      target: "audit",
      data: { entries },
    });
  }
}

const TOO_SHORT = {
  reason_code: "invalid_number",
  message: `The audit log is kept for at least ${AUDIT_RETENTION.min} days.`,
  retryable: false,
  next_step: `Choose ${AUDIT_RETENTION.min} to ${AUDIT_RETENTION.max} days, or 0 for ever.`,
  field: "audit_retention_days",
};
