/** The order in which a request is looked at: previews of ports, configuration, health, the API, pages. */
import type { RouterContextProvider } from "react-router";
import { api } from "../api/api.ts";
import { type Identified, identify } from "../auth/viewer.ts";
import type { Viewer } from "../domain/access.ts";
import type { Refusal } from "../domain/refusal.ts";
import { previewAt, previewHosts } from "../domain/sandbox/preview-host.ts";
import { noPreview } from "../preview/answers.ts";
import { answerPreview } from "../preview/preview.ts";
import { noteTurnedAway } from "../services/audit/refused-requests.ts";
import { failedOnFullDisk, SERVER_DISK_FULL } from "../services/server-disk.ts";
import { BodyTooLarge, limitBody } from "./body-limit.ts";
import { clientAddress } from "./client-address.ts";
import { missingConfiguration } from "./configuration.ts";
import { type RequestContext, routerContextOf } from "./context.ts";
import { bugResponse, refusalResponse } from "./errors.ts";
import { healthResponse } from "./health.ts";
import { loggablePath } from "./loggable-path.ts";
import { fromOwnPage, isOwnHost } from "./origins.ts";
import { withSecurityHeaders } from "./security-headers.ts";

type Pages = (request: Request, context: RouterContextProvider) => Promise<Response>;

interface Incoming {
  readonly request: Request;
  readonly url: URL;
  readonly env: Env;
  readonly ctx: ExecutionContext;
  readonly request_id: string;
  readonly nonce: string;
}

export async function handle(
  request: Request,
  env: Env,
  ctx: ExecutionContext,
  pages: Pages,
): Promise<Response> {
  const url = new URL(request.url);
  const request_id = crypto.randomUUID();
  const nonce = randomNonce();
  const incoming = { request, url, env, ctx, request_id, nonce };
  const previewed = await answerOnPreviewHost(incoming);
  if (previewed) return previewed;
  const response = await answer(incoming, pages).catch(async (error: unknown) => {
    if (await failedOnFullDisk(error, env)) return refusalResponse(507, SERVER_DISK_FULL, request_id);
    return bugResponse(error, request, request_id);
  });
  return withSecurityHeaders(response, { nonce, request_id, publicUrl: env.PUBLIC_URL ?? "", url });
}

/** Nothing of the dashboard is served where previews live, and none of its headers are put on what programs answer. */
async function answerOnPreviewHost(incoming: Incoming): Promise<Response | null> {
  const { request, url, env, request_id } = incoming;
  const hosts = previewHosts({ public_url: env.PUBLIC_URL ?? "", preview_host: env.PREVIEW_HOST });
  const preview = hosts && !isOwnHost(url, env.PUBLIC_URL) ? previewAt(hosts, url.hostname) : null;
  if (!hosts || preview === null) return null;
  if (preview === "malformed") return noPreview(incoming);
  const missing = missingConfiguration(env);
  if (missing) return notConfigured(missing, request_id);
  const address = clientAddress(request, env);
  const visit = { ...incoming, hosts, preview, address, now: Date.now() };
  return await answerPreview(visit).catch((error: unknown) => bugResponse(error, request, request_id));
}

async function answer(incoming: Incoming, pages: Pages): Promise<Response> {
  const { url, env, ctx, request_id, nonce } = incoming;
  const request = await limitBody(incoming.request);
  const missing = missingConfiguration(env);
  if (missing) return notConfigured(missing, request_id);
  if (url.pathname === "/healthz") return await healthResponse(env);
  const now = Date.now();
  const address = clientAddress(incoming.request, env);
  const identified = await identify(incoming.request, env, ctx, now);
  if (!identified.ok) {
    await turnedAway(incoming, now, identified.refusal);
    const status = identified.refusal.reason_code === "invalid_token" ? 401 : 403;
    return refusalResponse(status, identified.refusal, request_id);
  }
  const { viewer, person } = identified.value;
  if (!request) return await tooLarge(incoming, now, viewer);
  const context = { env, ctx, viewer, person, request_id, nonce, address, now };
  const response = await dispatch({ ...incoming, request }, context, pages).catch((error: unknown) => {
    if (error instanceof BodyTooLarge) return tooLarge(incoming, now, viewer);
    throw error;
  });
  return withCookies(response, identified.value);
}

async function dispatch(incoming: Incoming, context: RequestContext, pages: Pages): Promise<Response> {
  const { request, url } = incoming;
  if (url.pathname.startsWith("/api/")) return await api.fetch(request, context, context.ctx);
  // Forms work without a session too (signing in, set-up): those also come from our own pages only.
  const safe = request.method === "GET" || request.method === "HEAD";
  if (!safe && !fromOwnPage(request, context.env.PUBLIC_URL)) {
    return await foreignForm(incoming, context.now);
  }
  return await pages(request, routerContextOf(context));
}

/** A session that was prolonged: the browser must hear of it, on pages and API answers alike. */
function withCookies(response: Response, { cookies }: Identified): Response {
  if (cookies.length === 0 || response.webSocket) return response;
  const prolonged = new Response(response.body, response);
  for (const cookie of cookies) prolonged.headers.append("set-cookie", cookie);
  return prolonged;
}

function randomNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
}

function notConfigured(missing: string, request_id: string): Response {
  const refusal = {
    reason_code: "not_configured",
    message: `Sandbar is not configured: ${missing}`,
    retryable: false,
    next_step: "Set it and start again; npm start sets everything by itself.",
  };
  return refusalResponse(503, refusal, request_id);
}

async function foreignForm(incoming: Incoming, now: number): Promise<Response> {
  const refusal = {
    reason_code: "foreign_origin",
    message: "This form was not sent by one of the dashboard's own pages.",
    retryable: false,
    next_step: "Open the dashboard by its own address and send it again.",
  };
  await turnedAway(incoming, now, refusal);
  return refusalResponse(403, refusal, incoming.request_id);
}

async function turnedAway(
  { request, url, env, request_id }: Incoming,
  now: number,
  refusal: Refusal,
  viewer: Viewer | null = null,
): Promise<void> {
  const asked = {
    viewer,
    method: request.method,
    path: loggablePath(url.pathname),
    authorization: request.headers.get("authorization"),
    origin: request.headers.get("origin"),
  };
  await noteTurnedAway({ env, now, request_id, address: clientAddress(request, env) }, asked, refusal);
}

async function tooLarge(incoming: Incoming, now: number, viewer: Viewer | null): Promise<Response> {
  const refusal = {
    reason_code: "body_too_large",
    message: "The request's body is too large.",
    retryable: false,
    next_step: "Send less: a megabyte at most, or five gigabytes as a file of a sandbox.",
  };
  await turnedAway(incoming, now, refusal, viewer);
  return refusalResponse(413, refusal, incoming.request_id);
}
