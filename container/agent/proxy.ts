/** HTTP and WebSocket from outside to a port inside the sandbox. */
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import {
  GENERATION_HEADER,
  PROXIED_AUTHORIZATION_HEADER,
  REFUSAL_HEADER,
  VERSION_HEADER,
} from "../../workers/engines/agent-api.ts";
import type { ActivityClock } from "./activity.ts";
import { type Exchange, refusalText } from "./exchange.ts";
import { lazyNode } from "./lazy-node.ts";
import { errno, invalid, Refused } from "./refused.ts";

/** A server may listen on one of them only. */
const ADDRESSES = ["127.0.0.1", "::1"] as const;
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const OURS = new Set<string>([
  GENERATION_HEADER,
  VERSION_HEADER,
  REFUSAL_HEADER,
  PROXIED_AUTHORIZATION_HEADER,
]);

export class PortProxy {
  readonly #activity: ActivityClock;
  readonly #own: ReadonlySet<number>;
  #connections = 0;

  constructor(activity: ActivityClock, own: ReadonlySet<number>) {
    this.#activity = activity;
    this.#own = own;
  }

  get connections(): number {
    return this.#connections;
  }

  async forward({ request, response, captured, url }: Exchange): Promise<void> {
    const port = this.#port(captured[0]);
    const upstream = await this.#connect(request, port, targetPath(url), forwarded(request.headers, port));
    if (response.closed) {
      upstream.destroy();
      return;
    }
    // Only now: a page that waits for a port to open asks again and again, and is no sign of life.
    response.once("close", this.#hold());
    response.once("close", () => upstream.destroy());
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      upstream.once("response", resolve).once("error", (error) => reject(unreachable(port, error)));
      request.pipe(upstream);
    });
    const headers = Object.entries(answer.headers).filter(
      ([name]) => !HOP_BY_HOP.has(name) && !OURS.has(name),
    );
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, Object.fromEntries(headers));
    answer.on("error", () => response.destroy()); // cut short there, cut short here
    answer.on("close", () => {
      if (!answer.complete) response.destroy();
    });
    upstream.on("error", () => response.destroy());
    answer.pipe(response);
  }

  /** A WebSocket: the handshake is the program's own, then bytes go both ways. */
  async upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    { captured, url }: Pick<Exchange, "captured" | "url">,
    ours: readonly (readonly [string, string])[],
  ): Promise<void> {
    const port = this.#port(captured[0]);
    const headers = {
      ...forwarded(request.headers, port),
      connection: "Upgrade",
      upgrade: request.headers.upgrade,
    };
    const upstream = await this.#connect(request, port, targetPath(url), headers);
    if (socket.destroyed) {
      upstream.destroy();
      return;
    }
    upstream.end();
    const release = this.#hold();
    socket.once("close", () => {
      release();
      upstream.destroy();
    });
    upstream.once("upgrade", (answer, upstreamSocket, upstreamHead) => {
      socket.write(responseHead(answer, ours));
      if (upstreamHead.byteLength > 0) socket.write(upstreamHead);
      if (head.byteLength > 0) upstreamSocket.write(head);
      for (const [from, to] of [[socket, upstreamSocket] as const, [upstreamSocket, socket] as const]) {
        from.on("error", () => to.destroy()).on("close", () => to.destroy());
        from.pipe(to);
      }
    });
    upstream.once("response", (answer) => {
      socket.write(responseHead(answer, [...ours, ["connection", "close"]]));
      answer.pipe(socket);
    });
    upstream.once("error", (error) => {
      const body = refusalText(unreachable(port, error));
      socket.end(
        `HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\ncontent-type: application/json\r\n\r\n${body}`,
      );
    });
  }

  #port(text: string | undefined): number {
    const port = Number(text);
    if (Number.isInteger(port) && port >= 1 && port <= 65535 && !this.#own.has(port)) return port;
    throw invalid("port", "port must be a whole number from 1 to 65535.");
  }

  #hold(): () => void {
    this.#connections++;
    this.#activity.touch("connection");
    let held = true;
    return () => {
      if (held) this.#connections--;
      held = false;
      this.#activity.touch("connection");
    };
  }

  /** A request on a connection that stands, to the first of the addresses that takes it. Nothing is sent yet. */
  async #connect(
    { method }: IncomingMessage,
    port: number,
    path: string,
    headers: Record<string, string | string[] | undefined>,
  ): Promise<ClientRequest> {
    let failure: unknown;
    for (const host of ADDRESSES) {
      const upstream = lazyNode.http.request({
        host,
        port,
        method,
        path,
        headers,
        agent: false,
        setHost: false,
      });
      try {
        await new Promise<void>((resolve, reject) => {
          upstream.once("socket", (socket) => socket.once("connect", resolve));
          upstream.once("error", reject);
        });
        return upstream;
      } catch (error) {
        failure = error;
      }
    }
    throw unreachable(port, failure);
  }
}

/** What follows `/ports/PORT/proxy`, as it came. */
function targetPath(url: string): string {
  const rest = url.replace(/^\/ports\/[^/]*\/proxy/, "");
  return rest.startsWith("/") ? rest : `/${rest}`;
}

/** The request's headers for the program: without ours, with the host that a development server expects. */
function forwarded(
  headers: IncomingHttpHeaders,
  port: number,
): Record<string, string | string[] | undefined> {
  const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name) && !OURS.has(name));
  const authorization = headers[PROXIED_AUTHORIZATION_HEADER];
  const own = authorization === undefined ? {} : { authorization };
  // Of a body whose length is not told, said to the program too: else its bytes could pass for another request.
  const body = headers["transfer-encoding"] === undefined ? {} : { "transfer-encoding": "chunked" };
  return { ...Object.fromEntries(kept), ...own, ...body, host: `localhost:${port}` };
}

/** An answer's first lines, as they came, with `ours` in place of such headers of its own. */
function responseHead(answer: IncomingMessage, ours: readonly (readonly [string, string])[]): string {
  const names = new Set([...OURS, ...ours.map(([name]) => name)]);
  const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
  for (let index = 0; index < answer.rawHeaders.length; index += 2) {
    const name = answer.rawHeaders[index] ?? "";
    if (!names.has(name.toLowerCase()) && name.toLowerCase() !== "transfer-encoding") {
      lines.push(`${name}: ${answer.rawHeaders[index + 1]}`);
    }
  }
  for (const [name, value] of ours) lines.push(`${name}: ${value}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}

function unreachable(port: number, error: unknown): Refused {
  const why = errno(error) === "ECONNREFUSED" ? "Nothing listens" : "What listens gave no answer";
  return new Refused(502, "port_unreachable", `${why} on port ${port} in the sandbox.`, { retryable: true });
}
