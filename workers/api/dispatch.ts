import { actorOf, type Viewer } from "../domain/access.ts";
import { RateLimit } from "../domain/rate-limit.ts";
import { ok, type Refusal, type Result, refuse } from "../domain/refusal.ts";
import type { RequestContext } from "../http/context.ts";
import type { ServiceContext } from "../services/context.ts";
import { type GuestVisit, visitAsGuest } from "../services/sharing/guests.ts";
import { redeemTicket } from "../services/work/tickets.ts";
import { readBody, readParams, readQuery, readWait } from "./read-request.ts";
import { noteUnanswered, noteUnrecorded } from "./request-trail.ts";
import { type Call, type GuestCall, NO_TEAM, type Route, readsJson, UNAUTHENTICATED } from "./route.ts";

const limits = new RateLimit();

/** One request to one route: who asks, what they sent, then the handler. What is refused before that is audited here. */
export async function dispatch(
  route: Route,
  request: Request,
  http: RequestContext,
  params: Record<string, string>,
): Promise<Result<Response>> {
  if (route.handleOpen) return dispatchOpen(route, request, http);
  if (route.handleGuest) return dispatchGuest(route, request, http, params);
  const viewer = await viewerOf(route, request, http, params);
  if (!viewer.ok) return noteUnanswered(route, http, null, params, viewer);
  const context = contextOf(http, viewer.value);
  const call = await admitted(route, request, context, params);
  if (!call.ok) return noteUnanswered(route, http, viewer.value, params, call);
  const answer = asResult(await route.handle(call.value));
  return noteUnrecorded(route, context, params, answer);
}

async function admitted(
  route: Route,
  request: Request,
  context: ServiceContext,
  params: Record<string, string>,
): Promise<Result<Call<never, never, never>>> {
  if (tooMany(route, actorOf(context.viewer).id, context.now)) return refuse(RATE_LIMITED);
  if (route.socket && !isUpgrade(request)) return refuse(WEBSOCKET_EXPECTED);
  return readCall(route, request, context, params);
}

async function dispatchOpen(route: Route, request: Request, http: RequestContext): Promise<Result<Response>> {
  const body = tooMany(route, http.address ?? "unknown", http.now)
    ? refuse(RATE_LIMITED)
    : readsJson(route)
      ? await readBody(request, route.body)
      : ok({});
  if (!body.ok) return noteUnanswered(route, http, null, {}, body);
  return asResult(await route.handleOpen!({ http, request, body: body.value as never }));
}

async function dispatchGuest(
  route: Route,
  request: Request,
  http: RequestContext,
  raw: Record<string, string>,
): Promise<Result<Response>> {
  const visit = await visitAsGuest(http, request, raw.share_id ?? "");
  if (!visit.ok) return noteUnanswered(route, http, null, raw, visit);
  const call = await admittedGuest(route, request, visit.value, raw);
  if (!call.ok) return noteUnanswered(route, http, visit.value.context.viewer, raw, call);
  return noteUnrecorded(route, visit.value.context, raw, asResult(await route.handleGuest!(call.value)));
}

async function admittedGuest(
  route: Route,
  request: Request,
  visit: GuestVisit,
  raw: Record<string, string>,
): Promise<Result<GuestCall<never, never>>> {
  if (tooMany(route, visit.context.viewer.guest_id, visit.context.now)) return refuse(RATE_LIMITED);
  if (route.socket && !isUpgrade(request)) return refuse(WEBSOCKET_EXPECTED);
  const params = route.params ? readParams(raw, route.params) : ok({});
  if (!params.ok) return params;
  const query = route.query ? readQuery(new URL(request.url), route.query) : ok({});
  if (!query.ok) return query;
  const body = readsJson(route) ? await readBody(request) : ok({});
  if (!body.ok) return body;
  return ok({ visit, request, params: params.value as never, query: query.value as never });
}

function isUpgrade(request: Request): boolean {
  return request.headers.get("upgrade")?.toLowerCase() === "websocket";
}

/** By session or token, or for a socket by the ticket in its address. */
async function viewerOf(
  route: Route,
  request: Request,
  http: RequestContext,
  params: Record<string, string>,
): Promise<Result<Viewer>> {
  const ticket = route.socket ? new URL(request.url).searchParams.get("ticket") : null;
  if (ticket === null) {
    if (http.viewer) return ok(http.viewer);
    return refuse(http.person ? NO_TEAM : UNAUTHENTICATED);
  }
  const { name = "", terminal_id } = params;
  const path = terminal_id === undefined ? "/live" : `/terminals/${terminal_id}`;
  return redeemTicket(http.env, { ticket, name, path }, http.now);
}

async function readCall(
  route: Route,
  request: Request,
  context: ServiceContext,
  raw: Record<string, string>,
): Promise<Result<Call<never, never, never>>> {
  const params = route.params ? readParams(raw, route.params) : ok({});
  if (!params.ok) return params;
  const query = route.query ? readQuery(new URL(request.url), route.query) : ok({});
  if (!query.ok) return query;
  const wait = route.waits ? readWait(request) : ok(undefined);
  if (!wait.ok) return wait;
  const body = readsJson(route) ? await readBody(request, route.body) : ok({});
  if (!body.ok) return body;
  return ok({
    context,
    request,
    params: params.value as never,
    query: query.value as never,
    body: body.value as never,
    wait_seconds: wait.value,
  });
}

function contextOf({ env, now, request_id, address }: RequestContext, viewer: Viewer): ServiceContext {
  return { env, viewer, now, request_id, origin: new URL(env.PUBLIC_URL).origin, address };
}

function tooMany({ limit, method, path }: Route, caller: string, now: number): boolean {
  return limit !== undefined && limits.exceeded(`${method} ${path} ${caller}`, limit, now);
}

function asResult(answer: Response | Result<Response>): Result<Response> {
  return answer instanceof Response ? ok(answer) : answer;
}

const WEBSOCKET_EXPECTED: Refusal = {
  reason_code: "websocket_expected",
  message: "This address is opened by WebSocket.",
  retryable: false,
  next_step: "Connect with a WebSocket client; docs/protocol.md describes the frames.",
};

const RATE_LIMITED: Refusal = {
  reason_code: "rate_limited",
  message: "Too many of these requests in a minute.",
  retryable: true,
  next_step: "Wait a minute, then try again.",
};
