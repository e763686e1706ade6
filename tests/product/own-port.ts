import { tryPort } from "../../scripts/start/ports.ts";

/** Below the range of outgoing connections, so that nobody takes a port while its server is restarted. */
const PORTS = { first: 18_300, perWorker: 25, workers: 8 };

/**
 * A free port that no other product asks for before this one listens: test files that run at the same time have ranges
 * of their own, and runs at the same time begin at different places in them.
 */
export async function ownPort(): Promise<number> {
  const worker = Number(process.env.VITEST_POOL_ID ?? 0) % PORTS.workers;
  for (let index = 0; index < PORTS.perWorker; index++) {
    const port = PORTS.first + worker * PORTS.perWorker + ((process.pid + index) % PORTS.perWorker);
    if ((await tryPort("127.0.0.1", port)) === "free") return port;
  }
  throw new Error("no port is free");
}
