import { and, eq, gte, lt, lte, type SQL, sql } from "drizzle-orm";
import type { Outcome } from "../domain/audit/audit.ts";
import type { AuditPageRequest } from "./audit.ts";
import type { Database } from "./database.ts";
import { audit } from "./schema/sandbox.ts";

/** Characters of a search that are looked for. */
const TEXT_MAX = 200;

/** Written out: the indexes of what was not done are partial ones. */
const OUTCOME_IS: Readonly<Record<Outcome, SQL>> = {
  done: sql`outcome = 'done'`,
  refused: sql`outcome = 'refused'`,
  interrupted: sql`outcome = 'interrupted'`,
};

/** What a page of the audit log is chosen by. Every condition but text has an index; text reads within the others. */
export async function auditConditions(db: Database, request: AuditPageRequest): Promise<SQL | undefined> {
  const { team_id, before, up_to, actor_kind, actor, action, outcome, target, from, until, q } = request;
  return and(
    eq(audit.team_id, team_id),
    before === undefined ? undefined : olderThan(before),
    up_to === undefined ? undefined : lte(audit.seq, up_to),
    actor_kind === undefined ? undefined : eq(audit.actor_kind, actor_kind),
    actor === undefined ? undefined : await actedBy(db, team_id, actor),
    action === undefined ? undefined : acted(action),
    outcome === undefined ? undefined : OUTCOME_IS[outcome],
    target === undefined ? undefined : eq(audit.target, target),
    from === undefined ? undefined : gte(audit.at, from),
    until === undefined ? undefined : lt(audit.at, until),
    q === undefined ? undefined : contains(q),
  );
}

/** An entry that retention has deleted meanwhile was the oldest: nothing is older than it. */
function olderThan(seq: number): SQL {
  return sql`(${audit.at}, ${audit.seq}) < ((SELECT at FROM audit WHERE seq = ${seq}), ${seq})`;
}

/** An id where one is known by it, which is the quick way; part of a name otherwise. */
async function actedBy(db: Database, team_id: string, actor: string): Promise<SQL> {
  const known = await db.get<{ one: number } | undefined>(
    sql`SELECT 1 AS one FROM audit WHERE team_id = ${team_id} AND actor_id = ${actor} LIMIT 1`,
  );
  return known ? eq(audit.actor_id, actor) : has(sql`${audit.actor_label}`, actor);
}

/** `share.` is everything from there to the character after the full stop. */
function acted(action: string): SQL | undefined {
  if (!action.endsWith(".")) return eq(audit.action, action);
  return and(gte(audit.action, action), lt(audit.action, `${action.slice(0, -1)}/`));
}

function contains(q: string): SQL {
  const { actor_label, action, target, address, data } = audit;
  const searched = sql`${actor_label} || ' ' || ${action} || ' ' || coalesce(${target}, '') || ' ' || coalesce(${address}, '') || ' ' || ${data}`;
  return has(searched, q);
}

/** Patterns of LIKE are bounded at 50 bytes there, and would read % and _. */
function has(text: SQL, part: string): SQL {
  return sql`instr(lower(${text}), lower(${part.slice(0, TEXT_MAX)})) > 0`;
}
