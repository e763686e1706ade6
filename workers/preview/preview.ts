/** A request to a preview's origin: who asks and from which page, then the program's own answer, as it streams. */
import { ok, type Refusal, type Result, refuse } from "../domain/refusal.ts";
import { GENERATION_HEADER, REFUSAL_HEADER } from "../engines/agent-api.ts";
import { sandboxStub } from "../services/sandboxes/sandbox-stub.ts";
import { previewViewer, viewerHeaders } from "../services/work/socket-viewer.ts";
import { closed, foreign, unanswered } from "./answers.ts";
import { entry, OWN_PATHS } from "./entry.ts";
import { comesFromSameSandbox } from "./initiator.ts";
import { requestHeaders } from "./request-headers.ts";
import { responseHeaders } from "./response-headers.ts";
import type { Visit } from "./visit.ts";
import { type Visitor, visitorAgain, visitorOf } from "./visitor.ts";

export async function answerPreview(visit: Visit): Promise<Response> {
  if (visit.url.pathname.startsWith(OWN_PATHS)) return await entry(visit);
  const visitor = await visitorOf(visit);
  if (!visitor) return closed(visit);
  if (!comesFromSameSandbox(visit)) return foreign(visit);
  const answer = await programsAnswer(visit, visitor);
  if (answer.ok) return answer.value;
  const { refusal } = answer;
  if (refusal.reason_code !== "rights_changed") return unanswered(visit, refusal);
  // Somebody's right was taken away since theirs was last asked about: perhaps theirs.
  const still = await visitorAgain(visit, visitor);
  if (!still) return closed(visit);
  const again = visit.request.body === null ? await programsAnswer(visit, still) : answer;
  return again.ok ? again.value : unanswered(visit, again.refusal);
}

async function programsAnswer(visit: Visit, visitor: Visitor): Promise<Result<Response>> {
  const { env, request, url, preview } = visit;
  const target = `https://sandbox/ports/${preview.port}/proxy${url.pathname}${url.search}`;
  const { method, body, signal } = request;
  const headers = viewerHeaders(previewViewer(visitor.pass, visitor), requestHeaders(visit));
  const init = { method, headers, body, signal, redirect: "manual" } as const;
  const answer = await sandboxStub(env, visitor.pass.sandbox_id).fetch(target, init);
  if (!isPrograms(answer)) return refuse(await refusalIn(answer));
  const { status, statusText, webSocket } = answer;
  const rest = { status, statusText, headers: responseHeaders(answer, visit) };
  return ok(webSocket ? new Response(null, { ...rest, webSocket }) : new Response(answer.body, rest));
}

/** The agent marks all that passes through it, and what it says itself once more; a program can set neither mark. */
function isPrograms({ headers }: Response): boolean {
  return headers.has(GENERATION_HEADER) && !headers.has(REFUSAL_HEADER);
}

async function refusalIn(answer: Response): Promise<Refusal> {
  const body: unknown = await answer.json().catch(() => null);
  const { error, reason_code, retryable, next_step } = (body ?? {}) as Record<string, unknown>;
  if (typeof error !== "string" || typeof reason_code !== "string") {
    throw new Error(`the sandbox answered ${answer.status} without a reason`);
  }
  const next = typeof next_step === "string" ? { next_step } : {};
  return { reason_code, message: error, retryable: retryable === true, ...next };
}
