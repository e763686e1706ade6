/** A TCP proxy whose connections go wrong as they are told to; the ends see what a bad network does to them. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { ConnectionFaults } from "./faults.ts";
import { FaultyPipe } from "./faulty-pipe.ts";

export interface ProxyOptions {
  /** Port on 127.0.0.1 that connections lead to. */
  readonly target: number;
  /** Asked once for each connection. */
  readonly faults: () => ConnectionFaults;
}

export class FaultyProxy {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  /** Connections that were ended here. */
  cuts = 0;

  private constructor(options: ProxyOptions) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) =>
      this.#carry(client, options),
    );
  }

  static async start(options: ProxyOptions): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(options);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ends every open connection at once, as when a cable is pulled. */
  cutAll(): void {
    this.cuts += this.#open.size / 2;
    for (const socket of this.#open) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
    await closed;
  }

  #carry(client: Socket, { target, faults }: ProxyOptions): void {
    const { cut, toClient, toServer } = faults();
    const server = connect({ port: target, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    const end = (): void => {
      this.cuts++;
      if (cut === "reset") {
        client.resetAndDestroy();
        server.resetAndDestroy();
      } else if (cut === "truncate") {
        // The client sees the stream end as if all had been said; the server is left to find out.
        client.end();
        server.destroySoon();
      } else {
        client.destroy();
        server.destroy();
      }
    };
    new FaultyPipe(server, client, toClient, end);
    new FaultyPipe(client, server, toServer, end);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#open.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.#open.delete(socket);
        other.destroySoon();
      });
    }
  }
}
