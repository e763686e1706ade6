/** A real endpoint for webhooks: an HTTP server that keeps what it gets, and answers as a test says. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a path answers: a status, or something nobody should wait for. */
export type Manner = `${number}` | "silent" | "endless" | "drip" | "bomb" | "hang-up" | "redirect";

/**
 * `POST /hooks/KEY` is a delivery. `GET /received?key=` answers all of them; `PUT /manners?key=&list=` how the next ones
 * are answered, separated by commas: the last one holds from then on.
 */
export interface Receiver {
  readonly port: number;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const received = new Map<string, Received[]>();
  const manners = new Map<string, Manner[]>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://receiver");
    const control = searchParams.get("key") ?? "";
    if (pathname === "/manners") {
      manners.set(control, (searchParams.get("list") ?? "200").split(",") as Manner[]);
      response.end();
      return;
    }
    if (pathname === "/received") {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(received.get(control) ?? []));
      return;
    }
    const key = pathname.split("/").at(-1) ?? "";
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const all = received.get(key) ?? [];
      all.push({ headers: request.headers as Record<string, string>, body });
      received.set(key, all);
      const list = manners.get(key) ?? ["200"];
      answer((list.length > 1 ? list.shift() : list[0]) ?? "200");
    });

    function answer(manner: Manner): void {
      switch (manner) {
        case "silent":
          return;
        case "hang-up":
          request.socket.destroy();
          return;
        case "redirect":
          response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data/" }).end();
          return;
        case "bomb":
          response
            .writeHead(200, { "content-encoding": "gzip" })
            .end(gzipSync(Buffer.alloc(64 * 1024 * 1024)));
          return;
        case "drip":
        case "endless": {
          response.writeHead(200);
          const piece = manner === "drip" ? "." : "x".repeat(16_384);
          const write = () => {
            while (!response.destroyed && response.write(piece) && manner === "endless");
          };
          const timer = setInterval(write, 100);
          response.on("drain", write).on("close", () => clearInterval(timer));
          write();
          return;
        }
        default:
          response.writeHead(Number(manner)).end(`answered ${manner}`);
      }
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, close: () => closed(server) };
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
