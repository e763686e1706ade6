import type { Refusal } from "../../domain/refusal.ts";
import { refusalBody } from "../../domain/refusal-body.ts";
import { EngineError } from "../../engines/engine.ts";
import { type SocketViewer, VIEWER_HEADER } from "../contract.ts";
import type { Sandbox } from "../sandbox.ts";
import { crowdedOut } from "../viewers/guest-crowd.ts";
import type { LostRight } from "../viewers/lost-rights.ts";
import { exportContent } from "./export-content.ts";
import { recordingContent } from "./recording-content.ts";
import { terminals } from "./terminals.ts";

/** Agent paths that are handed on as they are: the Worker has decided who may, the agent decides the rest. */
const FORWARDED = /^\/(exec|files|ports|git)(\/|$)/;
/** What programs behind ports answer, to people who look at previews. */
const PREVIEWED = /^\/ports\/\d+\/proxy\//;

/** Streams and sockets of one sandbox (the list is in contract.ts). Refusals are JSON with their reason code. */
export async function route(sandbox: Sandbox, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const path = url.pathname;
  try {
    if (!sandbox.record) return refused(404, NOT_FOUND);
    if (isKeptFrom(request, path)) return refused(403, NOT_SHARED);
    if (path === "/live") return live(sandbox, url, viewerOf(request));
    const content = /^\/exports\/([\w-]+)\/content$/.exec(path);
    if (content) return await exportContent(sandbox, content[1]!, request);
    const film = /^\/recordings\/([\w-]+)\/content$/.exec(path);
    if (film) return await recordingContent(sandbox, film[1]!);
    if (path === "/terminals" || path.startsWith("/terminals/")) {
      if (!sandbox.serving) return notServing(sandbox);
      if (changes(request, path) && sandbox.tearingDown) return refused(409, TEARDOWN_IN_PROGRESS);
      return await terminals(sandbox, request, viewerOf(request));
    }
    if (FORWARDED.test(path)) {
      if (!sandbox.serving) return notServing(sandbox);
      if (changes(request, path) && sandbox.tearingDown) return refused(409, TEARDOWN_IN_PROGRESS);
      return await forward(sandbox, request, path + url.search);
    }
    return refused(404, NOT_FOUND);
  } catch (error) {
    if (error instanceof EngineError) return refused(statusOf(error.refusal), error.refusal);
    throw error;
  }
}

/** The Worker has decided that before; guests are never let further by a mistake there. */
function isKeptFrom(request: Request, path: string): boolean {
  if (!request.headers.has(VIEWER_HEADER)) return false;
  const { parts } = viewerOf(request);
  if (parts === null || path === "/live") return false;
  const watches = request.method === "GET" && /^\/terminals(\/|$)/.test(path);
  return !(watches && parts.includes("terminal"));
}

function live(sandbox: Sandbox, url: URL, who: SocketViewer): Response {
  const lost = sandbox.lostRights.since(who);
  if (lost) return closedSocket(lost);
  const crowded = crowdedOut(who, sandbox.guests);
  if (crowded) return refused(429, crowded);
  const after = Number(url.searchParams.get("after") ?? 0);
  const { 0: client, 1: server } = new WebSocketPair();
  sandbox.pages.accept(server, who, Number.isSafeInteger(after) && after >= 0 ? after : 0);
  return new Response(null, { status: 101, webSocket: client });
}

/** A socket that is closed as it opens, so that whoever asked hears why. */
export function closedSocket({ code, reason }: Pick<LostRight, "code" | "reason">): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(code, reason);
  return new Response(null, { status: 101, webSocket: client });
}

async function forward(sandbox: Sandbox, request: Request, path: string): Promise<Response> {
  const visitor = PREVIEWED.test(path) ? viewerOf(request) : null;
  if (visitor && sandbox.lostRights.since(visitor)) return refused(403, RIGHTS_CHANGED);
  const headers = new Headers(request.headers);
  headers.delete(VIEWER_HEADER);
  // The cookies of a program behind a port are its own; the Worker has taken ours out.
  if (!path.startsWith("/ports/")) headers.delete("cookie");
  headers.delete("authorization");
  const { method, body } = request;
  // Whoever leaves a preview closes its connection, and with it what the program answers.
  const signal = visitor ? sandbox.previews.signalFor(visitor) : request.signal;
  return await sandbox.transport().fetch(path, { method, headers, body, signal });
}

/** A command that is given up is no change; what is typed in a terminal waits in it. */
function changes({ method }: Request, path: string): boolean {
  return method !== "GET" && method !== "HEAD" && !/^\/exec\/[^/]+\/cancel$/.test(path);
}

function viewerOf(request: Request): SocketViewer {
  const header = request.headers.get(VIEWER_HEADER);
  if (!header) throw new Error(`a terminal request without ${VIEWER_HEADER}`);
  return JSON.parse(header) as SocketViewer;
}

const NOT_FOUND: Refusal = { reason_code: "not_found", message: "There is nothing here.", retryable: false };

const NOT_SHARED: Refusal = {
  reason_code: "not_shared",
  message: "This share link does not include that.",
  retryable: false,
  next_step: "Ask whoever gave you the link for one that does.",
};

const RIGHTS_CHANGED: Refusal = {
  reason_code: "rights_changed",
  message: "Who may see this sandbox was changed while this was asked for.",
  retryable: true,
  next_step: "Try again.",
};

const TEARDOWN_IN_PROGRESS: Refusal = {
  reason_code: "teardown_in_progress",
  message: "The sandbox is being saved and torn down.",
  retryable: true,
  next_step: "Undo the teardown to go on.",
};

function notServing(sandbox: Sandbox): Response {
  const state = sandbox.record?.state ?? "new";
  const soon = state === "new" || state === "provisioning";
  return refused(409, {
    reason_code: "sandbox_not_running",
    message: `The sandbox is ${state.replace("_", " ")}, not running.`,
    retryable: soon,
    next_step: soon ? "Wait until it runs." : "Resume it first.",
  });
}

function statusOf(refusal: Refusal): number {
  return refusal.retryable ? 503 : 409;
}

export function refused(status: number, refusal: Refusal): Response {
  return Response.json(refusalBody(refusal), { status });
}
