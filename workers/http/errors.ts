/** How refusals and bugs look to clients: one shape everywhere (docs/protocol.md), never a stack. */
import type { Refusal } from "../domain/refusal.ts";
import { refusalBody } from "../domain/refusal-body.ts";
import { loggablePath } from "./loggable-path.ts";

export function refusalResponse(
  status: number,
  refusal: Refusal,
  request_id: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ ...refusalBody(refusal), request_id }, { status, headers });
}

/** Logs a bug once, with what finds it again, and answers without telling about it. */
export function bugResponse(error: unknown, request: Request, request_id: string): Response {
  const pathname = loggablePath(new URL(request.url).pathname);
  const detail = causesOf(error)
    .map((one) => (one instanceof Error ? (one.stack ?? one.message) : String(one)))
    .join("\ncaused by: ");
  console.error(JSON.stringify({ level: "error", request_id, method: request.method, pathname, detail }));
  return refusalResponse(
    500,
    {
      reason_code: "internal_error",
      message: "Something went wrong on our side.",
      retryable: true,
      next_step: `Try again; if it stays, tell the operator the request id ${request_id}.`,
    },
    request_id,
  );
}

/** What was thrown and what led to it, the outermost first. */
function causesOf(error: unknown): unknown[] {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? [error] : [error, ...causesOf(cause)];
}
