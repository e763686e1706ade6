/** The audit log as people ask for it: who, what, which outcome, about what, and when. */
import { ok, type Refusal, type Result, refuse } from "../refusal.ts";
import type { Actor } from "../sandbox.ts";

export const ACTOR_KINDS = ["user", "token", "guest", "policy", "system", "agent", "anonymous"] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** `anonymous` is whoever was refused before it was known who they are. */
export type AuditActor = Actor | { readonly kind: "anonymous"; readonly id: string; readonly label: string };

export const ANONYMOUS: AuditActor = { kind: "anonymous", id: "anonymous", label: "Somebody" };

/** `interrupted`: the server went down or failed before it was known whether this was done. */
export const OUTCOMES = ["done", "refused", "interrupted"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Days that entries are kept: 0 = for ever. */
export const AUDIT_RETENTION = { min: 30, max: 3650, default: 365 } as const;

/** As the API and the page's address write it; every field narrows. */
export interface AuditQuery {
  readonly actor_kind?: ActorKind;
  /** An id, or part of a name. */
  readonly actor?: string;
  /** E.g. `share.revoked`; one that ends in a full stop stands for all that begin with it. */
  readonly action?: string;
  readonly outcome?: Outcome;
  /** E.g. `sandbox:demo`. */
  readonly target?: string;
  /** ISO 8601: a day or an instant, UTC where it says nothing else. Inclusive; a day of `to` counts to its end. */
  readonly from?: string;
  readonly to?: string;
  /** Part of a name, an action, a target, an address or the data. */
  readonly q?: string;
}

/** The same, with instants in epoch ms: `from` inclusive, `until` exclusive. */
export interface AuditFilter extends Omit<AuditQuery, "from" | "to"> {
  readonly from?: number;
  readonly until?: number;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/;
const DAY_MS = 86_400_000;

/** Empty fields count as absent. Refuses with `invalid_input` a `from` or `to` that is no time. */
export function readAuditQuery({ from, to, ...rest }: AuditQuery): Result<AuditFilter> {
  const since = from ? instant(from) : undefined;
  if (since === null) return refuse(noTime("from"));
  const last = to ? instant(to) : undefined;
  if (last === null) return refuse(noTime("to"));
  const until = last === undefined ? undefined : last + (DAY.test(to ?? "") ? DAY_MS : 1);
  const named = Object.entries(rest).filter(([, value]) => value !== undefined && value !== "");
  return ok({ ...Object.fromEntries(named), ...(since === undefined ? {} : { from: since }), until });
}

/** Epoch ms; null for what is no time. */
function instant(text: string): number | null {
  if (!DAY.test(text) && !INSTANT.test(text)) return null;
  const zoned = DAY.test(text) || /(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`;
  const at = Date.parse(zoned);
  return Number.isNaN(at) ? null : at;
}

function noTime(field: "from" | "to"): Refusal {
  return {
    reason_code: "invalid_input",
    message: `${field} is a day such as 2026-11-21, or a time such as 2026-11-21T15:00:00Z.`,
    retryable: false,
    next_step: "Write it like that, or leave it out.",
    field,
  };
}
