/** The engine's HTTP, as in docs/protocol.md section 2: 127.0.0.1 only, bearer token on every request. */
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { refusalBody } from "../../workers/domain/refusal-body.ts";
import type { OutboundOutcome, OutboundRequest } from "../../workers/domain/webhooks/outbound.ts";
import { EngineError, type EngineHealth, type RepositoryUpdate } from "../../workers/engines/engine.ts";
import { endAfterBody } from "../agent/end-after-body.ts";
import { type AgentRoute, forwardRequest } from "./forward.ts";
import { forwardUpgrade } from "./forward-upgrade.ts";
import { parseOutboundRequest } from "./outbound-request.ts";
import { invalidRequest, statusOf } from "./refusals.ts";
import { parseRepositoryUpdate } from "./repository-request.ts";
import { parseStartRequest } from "./start-request.ts";

/** What the server needs of the engine. */
export interface EngineApi {
  health(): Promise<EngineHealth>;
  start(id: string, request: ReturnType<typeof parseStartRequest>): Promise<unknown>;
  status(id: string): unknown;
  list(): unknown;
  destroy(id: string): Promise<void>;
  egress(id: string): unknown;
  updateRepository(update: RepositoryUpdate, bundle: AsyncIterable<Buffer>): Promise<void>;
  /** Asks an address that people named, which may be no private one. */
  post(request: OutboundRequest): Promise<OutboundOutcome>;
  /** Throws EngineError unless that generation runs. */
  agentSocket(id: string, generation: number): string;
}

const MAX_BODY_BYTES = 64 * 1024;
const ROUTE = /^\/sandboxes\/([a-z0-9-]{1,40})(?:\/(agent|egress)(\/[^\s#]*)?)?$/;

export function createEngineServer(engine: EngineApi, token: string, log: (line: string) => void): Server {
  const server = createServer((request, response) => {
    handle(engine, token, request, response).catch((error: unknown) => {
      if (!(error instanceof EngineError))
        log(`bug: ${error instanceof Error ? error.stack : String(error)}`);
      refuse(request, response, error);
    });
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    try {
      authorize(request, token);
      const route = agentRoute(engine, request);
      if (route === undefined) throw notFound();
      forwardUpgrade(route, request, socket, head);
    } catch (error) {
      const { status, body } = answerTo(error);
      const headers = `content-type: application/json\r\nx-sandbar-refused-by: engine\r\nconnection: close`;
      socket.end(
        `HTTP/1.1 ${status} Refused\r\n${headers}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    }
  });
  server.requestTimeout = 0; // archives and exec input stream for as long as they take
  server.keepAliveTimeout = 120_000; // longer than clients keep theirs, so that none meets a closed one
  return server;
}

async function handle(
  engine: EngineApi,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  authorize(request, token);
  const route = agentRoute(engine, request);
  if (route !== undefined) return forwardRequest(route, request, response);
  const { method, url = "" } = request;
  if (url === "/healthz" && method === "GET") return send(response, 200, await engine.health());
  if (url === "/sandboxes" && method === "GET") return send(response, 200, { items: engine.list() });
  if (split(url)[0] === "/repository" && method === "PUT") {
    await engine.updateRepository(parseRepositoryUpdate(new URLSearchParams(split(url)[1])), request);
    response.writeHead(204).end();
    return;
  }
  if (url === "/outbound" && method === "POST") {
    return send(response, 200, await engine.post(parseOutboundRequest(await readJson(request))));
  }
  const [, id, part] = ROUTE.exec(url) ?? [];
  if (id === undefined) throw notFound();
  if (part === "egress" && method === "GET") return send(response, 200, { items: engine.egress(id) });
  if (part !== undefined) throw notFound();
  switch (method) {
    case "PUT":
      return send(response, 200, await engine.start(id, parseStartRequest(await readJson(request))));
    case "GET":
      return send(response, 200, engine.status(id));
    case "DELETE":
      await engine.destroy(id);
      response.writeHead(204).end();
      return;
    default:
      throw new EngineError({
        reason_code: "method_not_allowed",
        message: `A sandbox does not take ${method}.`,
        retryable: false,
      });
  }
}

/** The agent that a request is for, or undefined when it is for the engine itself. */
function agentRoute(engine: EngineApi, request: IncomingMessage): AgentRoute | undefined {
  const [path, query] = split(request.url ?? "");
  const [, id, part, rest] = ROUTE.exec(path) ?? [];
  if (id === undefined || part !== "agent") return undefined;
  const generation = Number(request.headers["x-sandbar-generation"]);
  if (!Number.isSafeInteger(generation) || generation < 1) {
    throw invalidRequest("x-sandbar-generation", "must be a positive integer");
  }
  return { socketPath: engine.agentSocket(id, generation), path: `${rest ?? "/"}${query}` };
}

function split(url: string): [path: string, query: string] {
  const mark = url.indexOf("?");
  return mark < 0 ? [url, ""] : [url.slice(0, mark), url.slice(mark)];
}

function authorize(request: IncomingMessage, token: string): void {
  const given = request.headers.authorization ?? "";
  // Hashed, so that the comparison takes the same time whatever the length.
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  if (token !== "" && timingSafeEqual(digest(given), digest(`Bearer ${token}`))) return;
  throw new EngineError({
    reason_code: "unauthorized",
    message: "The engine's token is missing or wrong.",
    retryable: false,
    next_step: "Check that ENGINE_TOKEN is the same for the Worker and the engine.",
  });
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new EngineError({
        reason_code: "body_too_large",
        message: "The body is too large.",
        retryable: false,
      });
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw invalidRequest("body", "must be JSON");
  }
}

function notFound(): EngineError {
  return new EngineError({ reason_code: "not_found", message: "There is no such route.", retryable: false });
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, body } = answerTo(error);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "x-sandbar-refused-by": "engine",
    // A body that is not read to its end leaves a connection that can't be used again.
    ...(request.complete ? {} : { connection: "close" }),
  });
  endAfterBody(request, response, Buffer.from(body));
}

function answerTo(error: unknown): { status: number; body: string } {
  const refusal =
    error instanceof EngineError
      ? error.refusal
      : { reason_code: "engine_bug", message: "The engine has failed; its log says how.", retryable: false };
  return { status: statusOf(refusal), body: JSON.stringify(refusalBody(refusal)) };
}
