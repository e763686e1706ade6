/** Carries a request, or a WebSocket, to an agent's unix socket. */
import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream";
import { endAfterBody } from "../agent/end-after-body.ts";

export interface AgentRoute {
  readonly socketPath: string;
  /** Path and query as the agent sees them. */
  readonly path: string;
}

const UNREACHABLE = JSON.stringify({
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

const REFUSAL_HEADERS = {
  "content-type": "application/json",
  "x-sandbar-refused-by": "engine",
  "content-length": String(Buffer.byteLength(UNREACHABLE)),
  connection: "close",
};

export function forwardUpgrade(
  route: AgentRoute,
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
): void {
  const outgoing = httpRequest({
    socketPath: route.socketPath,
    path: route.path,
    method: request.method,
    headers: withoutToken(request.headers),
    agent: false,
  });
  outgoing.on("upgrade", (answer, agent: Duplex, agentHead: Buffer) => {
    client.write(rawHead(101, "Switching Protocols", fromAgent(answer.headers)));
    if (agentHead.length > 0) client.write(agentHead);
    if (head.length > 0) agent.write(head);
    agent.on("error", () => client.destroy());
    client.on("error", () => agent.destroy());
    agent.on("close", () => client.destroy());
    client.on("close", () => agent.destroy());
    agent.pipe(client);
    client.pipe(agent);
  });
  outgoing.on("response", (answer) => {
    const headers = { ...fromAgent(answer.headers), connection: "close" };
    client.write(rawHead(answer.statusCode ?? 502, answer.statusMessage ?? "", headers));
    pipeline(answer, client, () => client.destroy());
  });
  outgoing.on("error", () => {
    client.end(rawHead(502, "Bad Gateway", REFUSAL_HEADERS) + UNREACHABLE);
  });
  client.on("close", () => outgoing.destroy());
  outgoing.end();
}

/** The engine's token is not for the agent. */
function withoutToken(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { authorization: _, ...rest } = headers;
  return { ...rest, host: "agent" };
}

/** Only the engine may say that the engine refused. */
function fromAgent(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { "x-sandbar-refused-by": _, connection: __, "keep-alive": ___, ...rest } = headers;
  return headers.upgrade ? { ...rest, connection: headers.connection } : rest;
}

function rawHead(status: number, text: string, headers: IncomingHttpHeaders): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}\r\n`),
  );
  return `HTTP/1.1 ${status} ${text}\r\n${lines.join("")}\r\n`;
}
