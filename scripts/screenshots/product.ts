import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeRepository } from "./repository.ts";

export interface Product {
  readonly url: string;
  readonly setupToken: string;
  /** The address of a repository that sandboxes can begin from; null where there is none. */
  readonly repository: string | null;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const SETUP_TOKEN = "the-setup-token-of-the-screenshots";

/** The product itself, on a free port and an empty data folder that is removed afterwards. */
export async function startProduct(): Promise<Product> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const dataDir = mkdtempSync(join(tmpdir(), "sandbar-screenshots-"));
  const start = join(import.meta.dirname, "../start.ts");
  const repositories = join(dataDir, "repositories");
  const repository = makeRepository(repositories);
  const env = {
    ...process.env,
    PORT: String(port),
    DATA_DIR: dataDir,
    SETUP_TOKEN,
    LOCAL_REPOSITORY_ROOTS: repositories,
  };
  const child = spawn(process.execPath, [start], { env, stdio: ["ignore", "ignore", "inherit"] });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await untilReady(url, () => child.exitCode !== null);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, setupToken: SETUP_TOKEN, repository, stop };
}

async function untilReady(url: string, hasExited: () => boolean): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (hasExited()) throw new Error("the product stopped while it started");
    const answer = await fetch(`${url}/healthz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the product was not ready within ${READY_WITHIN_MS / 1000} s`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
