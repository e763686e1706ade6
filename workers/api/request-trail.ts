/** Keeps the audit log whole: what no use case has written down about a request is written down here. */
import { actorOf, type Caller } from "../domain/access.ts";
import { ok, type Result } from "../domain/refusal.ts";
import type { RequestContext } from "../http/context.ts";
import { noteAttempt } from "../services/audit/attempts.ts";
import { isRecorded, record } from "../services/audit/audit-trail.ts";
import type { ServiceContext } from "../services/context.ts";
import type { Route } from "./route.ts";

/** Told of a mere reading too. */
const TOLD = ["invalid_ticket", "rate_limited"];

/** Refused before any use case saw it: a change, a socket, too many requests, or a credential that is not good. */
export async function noteUnanswered<T>(
  route: Route,
  http: RequestContext,
  viewer: Caller | null,
  params: Readonly<Record<string, string>>,
  result: Result<T> & { readonly ok: false },
): Promise<Result<never>> {
  const { refusal } = result;
  if (changes(route) || route.socket || TOLD.includes(refusal.reason_code)) {
    const who = viewer ? { actor: actorOf(viewer), team_id: viewer.team_id } : {};
    const data = { ...requested(route), ...(refusal.field ? { field: refusal.field } : {}) };
    await noteAttempt(http, { action: "request.refused", target: targetOf(params), data, ...who }, refusal);
  }
  return result;
}

/** A change that its use case has not recorded is recorded as what was asked for: none goes unseen. */
export async function noteUnrecorded(
  route: Route,
  context: ServiceContext<Caller>,
  params: Readonly<Record<string, string>>,
  answer: Result<Response>,
): Promise<Result<Response>> {
  if (!changes(route) || isRecorded(context)) return answer;
  const deed = { target: targetOf(params), data: requested(route) };
  const { viewer } = context;
  if (!answer.ok) {
    const who = { actor: actorOf(viewer), team_id: viewer.team_id };
    await noteAttempt(context, { action: "request.refused", ...deed, ...who }, answer.refusal);
  } else if (route.unaudited === undefined) {
    await record(context, { action: UNNAMED_CHANGE, ...deed }, ok(null));
  }
  return answer;
}

/** What such an entry is called; no route's tests may come to it. */
export const UNNAMED_CHANGE = "request.done";

export function changes({ method }: Route): boolean {
  return method !== "get";
}

function requested({ method, path }: Route) {
  return { method: method.toUpperCase(), path };
}

function targetOf({ name, share_id }: Readonly<Record<string, string>>): string | null {
  if (name !== undefined) return `sandbox:${name.slice(0, 200)}`;
  return share_id === undefined ? null : `share:${share_id.slice(0, 64)}`;
}
