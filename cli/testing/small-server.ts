import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

/** An HTTP server that answers as a test says, and remembers what it was asked. */
export class SmallServer implements AsyncDisposable {
  readonly seen: Seen[] = [];
  readonly #server;

  private constructor(answer: (response: ServerResponse, seen: Seen) => void) {
    this.#server = createServer(async (request, response) => {
      const said = await text(request);
      const seen = {
        method: request.method!,
        path: request.url!.replace("/api/v1", ""),
        headers: request.headers,
        body: said === "" ? null : JSON.parse(said),
      };
      this.seen.push(seen);
      answer(response, seen);
    });
  }

  static async start(answer: (response: ServerResponse, seen: Seen) => void): Promise<SmallServer> {
    const server = new SmallServer(answer);
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What makes the command line use it. */
  get env(): Record<string, string> {
    return { SANDBAR_URL: this.origin, SANDBAR_TOKEN: "sbx_of-the-tests", HOME: "/nonexistent" };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
