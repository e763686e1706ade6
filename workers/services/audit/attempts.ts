/** Attempts that were refused before any use case began: written down too, but no faster than a flood may fill a table. */
import { countAttempt } from "../../data/attempts.ts";
import { appendAudit } from "../../data/audit.ts";
import { database } from "../../data/database.ts";
import { oldestTeam } from "../../data/oldest-team.ts";
import type { AuditActor } from "../../domain/audit/audit.ts";
import { ANONYMOUS } from "../../domain/audit/audit.ts";
import { RateLimit } from "../../domain/rate-limit.ts";
import type { Refusal } from "../../domain/refusal.ts";

/** What there is to tell of a request before it is known whose it is. */
export interface Attempted {
  readonly env: { readonly DB: D1Database };
  /** Epoch ms. */
  readonly now: number;
  readonly request_id: string;
  readonly address: string | null;
}

export interface Attempt {
  /** E.g. `request.refused`, `sign_in.refused`. */
  readonly action: string;
  readonly target?: string | null;
  /** Never secrets, not even wrong ones: people mistype their own. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Nobody is known yet unless it says so. */
  readonly actor?: AuditActor;
  /** Whose log hears of it; absent or null = nobody's in particular: then the first team's, which runs the deployment. */
  readonly team_id?: string | null;
}

/** Of one caller with one reason, a minute and isolate; and of all anonymous callers together. */
const A_CALLER = 10;
const ALL = 300;
const limits = new RateLimit();

/**
 * Writes down a refused attempt. Of many alike in a minute the first few are written, the last of them with
 * `more_not_written: true`: so an attack is seen, and costs the attacker more than us.
 */
export async function noteAttempt(from: Attempted, attempt: Attempt, refusal: Refusal): Promise<void> {
  const { env, now, request_id, address } = from;
  const { action, target = null, actor = ANONYMOUS } = attempt;
  const caller = actor.kind === "anonymous" ? (address ?? "unknown") : actor.id;
  const alike = `${caller} ${action} ${refusal.reason_code}`;
  if (limits.exceeded(alike, A_CALLER, now)) return;
  if (actor.kind === "anonymous" && limits.exceeded("anonymous", ALL, now)) return;
  const db = database(env.DB);
  const last = limits.count(alike, now) === A_CALLER;
  await appendAudit(db, {
    team_id: attempt.team_id ?? (await oldestTeam(db)) ?? NO_TEAM,
    at: now,
    actor,
    address,
    action,
    outcome: "refused",
    target,
    data: {
      ...attempt.data,
      reason_code: refusal.reason_code,
      ...(last ? { more_not_written: true } : {}),
      request_id,
    },
  });
}

/** Of one kind, by all strangers together. */
const STRANGERS = { limit: 20, window_ms: 15 * 60_000 };

/**
 * Writes down what a stranger tried at the doors (signing in, resets, invites) and is nobody's in particular: for those who
 * run the deployment. Counted exactly, in the database, so that no flood fills the log; the last that is written says so.
 * `data` never has what was typed: it may be a password, or somebody's address.
 */
export async function noteStranger(
  { env, now, address }: Pick<Attempted, "env" | "now" | "address">,
  { action, data }: Pick<Attempt, "action" | "data">,
  { reason_code }: Refusal,
): Promise<void> {
  const db = database(env.DB);
  const team_id = (await oldestTeam(db)) ?? NO_TEAM;
  const { count, allowed } = await countAttempt(db, `told:${action}:${reason_code}`, STRANGERS, now);
  if (!allowed) return;
  const last = count === STRANGERS.limit ? { more_not_written: true } : {};
  const written = { ...data, reason_code, ...last };
  const entry = { team_id, at: now, actor: ANONYMOUS, address, action, target: null, data: written };
  await appendAudit(db, { ...entry, outcome: "refused" });
}

/** What happened before there was any team: the first one reads it once it is made (data/setup.ts). */
export const NO_TEAM = "";
