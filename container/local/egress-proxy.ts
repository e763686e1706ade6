/** One sandbox's way out: an HTTP proxy (absolute-form and CONNECT) on a unix socket that only it can see. */
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from "node:http";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { type EgressPolicy, parseAuthority, type Target } from "./egress-policy.ts";

export interface EgressAttempt {
  readonly method: string;
  readonly host: string;
  readonly port: number;
  /** The address that was connected to; absent when refused. */
  readonly address?: string;
  /** Why it was refused or failed; absent on success. */
  readonly refused?: string;
}

const CONNECT_TIMEOUT_MS = 20_000;
const MAX_CONNECTIONS = 256;
/** Meant for the next hop alone (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  ...["connection", "proxy-connection", "keep-alive", "proxy-authenticate", "proxy-authorization"],
  ...["te", "trailer", "transfer-encoding", "upgrade"],
]);

export class EgressProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();
  readonly #policy: EgressPolicy;
  readonly #log: (attempt: EgressAttempt) => void;

  constructor(policy: EgressPolicy, log: (attempt: EgressAttempt) => void) {
    this.#policy = policy;
    this.#log = log;
    this.#server = createServer((request, response) => void this.#forward(request, response));
    this.#server.on("connect", (request, client, head) => void this.#tunnel(request, client, head));
    this.#server.on("connection", (socket) => this.#track(socket));
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.requestTimeout = 0; // uploads may take long
  }

  /** Listens on `proxy.sock` in `folder` (mounted into the jail, so a new socket appears there too). */
  async listen(folder: string): Promise<void> {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755);
    const path = join(folder, "proxy.sock");
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(path, resolve);
    });
    chmodSync(path, 0o666); // only this sandbox sees the folder
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? "GET";
    const url = URL.canParse(request.url ?? "") ? new URL(request.url ?? "") : undefined;
    const target = url?.protocol === "http:" ? parseAuthority(url.host, 80) : undefined;
    if (url === undefined || target === undefined) {
      response.writeHead(400).end("Sandbar's proxy takes http:// URLs and CONNECT.\n");
      return;
    }
    const upstream = await this.#reach(method, target, (text) => response.writeHead(403).end(text));
    if (upstream === undefined) return;
    const outgoing = httpRequest({
      createConnection: () => upstream,
      method,
      path: url.pathname + url.search,
      headers: { ...endToEnd(request.headers), host: url.host },
      setHost: false,
    });
    outgoing.on("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
      answer.pipe(response);
      answer.on("error", () => response.destroy());
    });
    outgoing.on("error", () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
    response.on("close", () => upstream.destroy());
    request.pipe(outgoing);
  }

  async #tunnel(request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    client.on("error", () => client.destroy());
    const refuse = (text: string): void => {
      client.end(`HTTP/1.1 403 Forbidden\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    };
    const target = parseAuthority(request.url ?? "");
    if (target === undefined) return refuse("CONNECT needs host:port.\n");
    const upstream = await this.#reach("CONNECT", target, refuse);
    if (upstream === undefined) return;
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
    client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    if (head.length > 0) upstream.write(head);
    upstream.pipe(client);
    client.pipe(upstream);
  }

  /** A connection to an address that the policy allowed, or undefined after `refuse` was told why not. */
  async #reach(method: string, target: Target, refuse: (text: string) => void): Promise<Socket | undefined> {
    const verdict = await this.#policy.judge(target);
    if (!verdict.allowed) {
      this.#log({ method, ...target, refused: verdict.reason });
      refuse(`Sandbar's proxy refused ${target.host}:${target.port}: ${verdict.reason}.\n`);
      return undefined;
    }
    for (const address of verdict.addresses) {
      const socket = await open(address, target.port);
      if (socket === undefined) continue;
      this.#track(socket);
      this.#log({ method, ...target, address });
      return socket;
    }
    this.#log({ method, ...target, refused: "no connection" });
    refuse(`${target.host}:${target.port} does not answer.\n`);
    return undefined;
  }

  #track(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => this.#sockets.delete(socket));
  }
}

function open(address: string, port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: CONNECT_TIMEOUT_MS });
    const fail = (): void => {
      socket.destroy();
      resolve(undefined);
    };
    socket.once("error", fail);
    socket.once("timeout", fail);
    socket.once("connect", () => {
      socket.off("error", fail);
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}

function endToEnd(headers: IncomingMessage["headers"]): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}
