import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { holderOf, type PortHolder } from "./port-holder.ts";
import { isEnding } from "./processes.ts";

/** How long a port may stay taken, ms, while nobody that lives is seen to hold it. */
const RELEASED_MS = 10_000;
const BETWEEN_TRIES_MS = 50;

/** As tryPort; but what held the port until it was killed, by whomever, is given the time to be gone. */
export async function awaitPort(
  host: string,
  port: number,
): Promise<{ readonly answer: string; readonly holder?: PortHolder }> {
  for (const begun = performance.now(); ; await sleep(BETWEEN_TRIES_MS)) {
    const answer = await tryPort(host, port);
    if (answer !== "EADDRINUSE") return { answer };
    const holder = holderOf(port);
    const lives = holder !== undefined && !isEnding(holder.pid);
    if (lives) return { answer, holder };
    if (performance.now() - begun > RELEASED_MS) return { answer };
  }
}

/** `free`, or why the address can't be listened on: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, `ENOTFOUND`… */
export async function tryPort(host: string, port: number): Promise<string> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve("free")));
  });
}

/** A port of the loopback interface that nobody listens on now. */
export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address && typeof address === "object") resolve(address.port);
        else reject(new Error("the system gave no port"));
      });
    });
  });
}
