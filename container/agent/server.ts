/** HTTP and WebSocket edge: fences by generation, finds the route, turns failures into answers. */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket, WebSocketServer } from "ws";
import { MAX_FRAME_BYTES } from "../../workers/domain/protocol.ts";
import {
  AGENT_VERSION,
  GENERATION_HEADER,
  REFUSAL_HEADER,
  VERSION_HEADER,
} from "../../workers/engines/agent-api.ts";
import type { Agent } from "./agent.ts";
import { refusalText, sendRefusal } from "./exchange.ts";
import { agentId, queryNumber } from "./fields.ts";
import { lazyNode } from "./lazy-node.ts";
import { watchLiveness } from "./liveness.ts";
import { errno, Refused } from "./refused.ts";
import { routes } from "./routes.ts";

/** Node looks through its connections this often for slow ones; there are no strangers here to guard against. */
const NEVER_MS = 2 ** 31 - 1;

export function createAgentServer(agent: Agent): Server {
  const table = routes(agent);
  const ours = [
    [GENERATION_HEADER, String(agent.settings.generation)],
    [VERSION_HEADER, AGENT_VERSION],
  ] as const;
  const server = lazyNode.http.createServer(
    { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, connectionsCheckingInterval: NEVER_MS },
    (request, response) => {
      for (const [name, value] of ours) response.setHeader(name, value);
      void answer(request, response);
    },
  );
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      checkGeneration(request, agent.settings.generation);
      const { pathname, query, url } = parse(request);
      for (const { method, path, handle } of table) {
        if (method !== "*" && method !== request.method) continue;
        const match = path.exec(pathname);
        if (!match) continue;
        await handle({ request, response, query, url, captured: match.slice(1).map(decode) });
        return;
      }
      throw noSuchRequest(request);
    } catch (error) {
      sendRefusal(request, response, asRefused(error, request));
    }
  };
  server.on("upgrade", (request, socket, head) => {
    void upgrade(agent, ours, request, socket, head).catch((error) => {
      const refused = asRefused(error, request);
      const headers = [...ours, [REFUSAL_HEADER, refused.refusal.reason_code] as const];
      const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
      const body = refusalText(refused);
      const rest = `${lines}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
      socket.end(`HTTP/1.1 ${refused.status} Refused\r\nconnection: close\r\n${rest}\r\n${body}`);
    });
  });
  return server;
}

let sockets: WebSocketServer | undefined;

async function upgrade(
  agent: Agent,
  ours: readonly (readonly [string, string])[],
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  socket.on("error", () => socket.destroy());
  checkGeneration(request, agent.settings.generation);
  const { pathname, query, url } = parse(request);
  const port = /^\/ports\/([^/]+)\/proxy(?:\/.*)?$/.exec(pathname)?.[1];
  if (port !== undefined) {
    await agent.proxy.upgrade(request, socket, head, { captured: [decode(port)], url }, ours);
    return;
  }
  const attach = attachment(agent, pathname, query);
  if (sockets === undefined) {
    const { WebSocketServer } = await import("ws");
    sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES });
    sockets.on("headers", (headers) => headers.push(...ours.map(([name, value]) => `${name}: ${value}`)));
  }
  sockets.handleUpgrade(request, socket, head, (accepted) => {
    watchLiveness(accepted);
    attach(accepted);
  });
}

/** What to do with a new WebSocket on this path; refused before the handshake where it can't be. */
function attachment(agent: Agent, pathname: string, query: URLSearchParams): (socket: WebSocket) => void {
  if (pathname === "/events") return (socket) => agent.events.listen(socket);
  const ptyId = /^\/ptys\/([^/]+)\/attach$/.exec(pathname)?.[1];
  if (ptyId === undefined) throw new Refused(404, "not_found", "There is no such WebSocket.");
  const pty = agent.ptys.get(decode(ptyId));
  const viewer = agentId(query.get("viewer"), "viewer");
  const since = queryNumber(query, "since");
  const output = query.get("output") !== "0";
  return (socket) =>
    pty.viewers.attach(socket, viewer, { generation: agent.settings.generation, since, output });
}

/** An answer of another generation must never pass for this one's. */
function checkGeneration(request: IncomingMessage, generation: number): void {
  const asked = request.headers[GENERATION_HEADER];
  if (asked === String(generation)) return;
  const message = `This is generation ${generation} of the sandbox, not ${asked ?? "an unnamed one"}.`;
  throw new Refused(409, "generation_mismatch", message);
}

function parse(request: IncomingMessage): { pathname: string; query: URLSearchParams; url: string } {
  const url = request.url ?? "/";
  const mark = url.indexOf("?");
  const pathname = mark < 0 ? url : url.slice(0, mark);
  return { pathname, query: new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1)), url };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refused(400, "invalid_path", "The path is not well encoded.");
  }
}

function noSuchRequest(request: IncomingMessage): Refused {
  return new Refused(404, "not_found", `There is no ${request.method} ${request.url}.`);
}

/** A bug is logged here, once, and leaves no trace in the answer. That a client went away is none. */
function asRefused(error: unknown, request: IncomingMessage): Refused {
  if (error instanceof Refused) return error;
  if (!CLIENT_LEFT.has(errno(error) ?? "")) console.error(`${request.method} ${request.url}:`, error);
  return new Refused(500, "agent_failed", "The sandbox's agent failed.", { retryable: true });
}

const CLIENT_LEFT = new Set(["ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET", "EPIPE", "ABORT_ERR"]);
