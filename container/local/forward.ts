/** Carries a request to an agent's unix socket; a WebSocket is carried by forward-upgrade.ts. */
import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { pipeline } from "node:stream";
import { endAfterBody } from "../agent/end-after-body.ts";

export interface AgentRoute {
  readonly socketPath: string;
  /** Path and query as the agent sees them. */
  readonly path: string;
}

export const UNREACHABLE = JSON.stringify({
  error: "The sandbox's agent does not answer.",
  reason_code: "agent_unreachable",
  retryable: true,
});

export function forwardRequest(route: AgentRoute, request: IncomingMessage, response: ServerResponse): void {
  const outgoing = httpRequest({
    socketPath: route.socketPath,
    path: route.path,
    method: request.method,
    // A connection each: one kept alive may be closed by the agent just as it is used again. But it is ours to
    // close: an agent that answers before the body has ended must not cut it off, and its own answer with it.
    headers: { ...withoutToken(request.headers), connection: "keep-alive" },
    agent: false,
  });
  outgoing.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, fromAgent(answer.headers));
    response.flushHeaders(); // streams may be silent for long
    pipeline(answer, response, () => answer.destroy());
  });
  outgoing.on("error", () => {
    if (response.headersSent) response.destroy();
    else endAfterBody(request, response.writeHead(502, REFUSAL_HEADERS), Buffer.from(UNREACHABLE));
  });
  response.on("close", () => outgoing.destroy());
  request.pipe(outgoing);
}

export const REFUSAL_HEADERS = {
  "content-type": "application/json",
  "x-sandbar-refused-by": "engine",
  "content-length": String(Buffer.byteLength(UNREACHABLE)),
  connection: "close",
};

/** The engine's token is not for the agent. */
export function withoutToken(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { authorization: _, ...rest } = headers;
  return { ...rest, host: "agent" };
}

/** Only the engine may say that the engine refused. */
function fromAgent(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { "x-sandbar-refused-by": _, connection: __, "keep-alive": ___, ...rest } = headers;
  return rest;
}
