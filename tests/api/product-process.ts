/** The product as `npm start` runs it, for tests that know nothing of its inside but its HTTP API. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ownPort } from "../product/own-port.ts";

const ROOT = join(import.meta.dirname, "../..");
const START_MS = 90_000;

export interface ProductProcess {
  readonly origin: string;
  readonly setup_token: string;
  /** Absolute; the folder in LOCAL_REPOSITORY_ROOTS. */
  readonly repositories: string;
  readonly data_dir: string;
  /** Everything that it has written to its output. */
  said(): string;
  stop(): Promise<void>;
}

/** Needs a production build. Throws with what the product said when it does not become healthy. */
export async function startProduct(configured: Record<string, string> = {}): Promise<ProductProcess> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "sandbar-journey-")));
  const repositories = join(folder, "repositories");
  mkdirSync(repositories);
  const port = await ownPort();
  const setup_token = crypto.randomUUID();
  const data_dir = join(folder, "data");
  const child = spawn(process.execPath, [join(ROOT, "scripts/start.ts")], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      DATA_DIR: data_dir,
      SETUP_TOKEN: setup_token,
      LOCAL_REPOSITORY_ROOTS: repositories,
      ...configured,
    },
  });
  let said = "";
  for (const output of [child.stdout, child.stderr]) output.on("data", (chunk) => (said += chunk));
  const origin = `http://127.0.0.1:${port}`;
  await untilHealthy(child, origin, () => said);
  const stop = async () => {
    child.kill("SIGTERM");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    rmSync(folder, { recursive: true, force: true });
  };
  return { origin, setup_token, repositories, data_dir, said: () => said, stop };
}

async function untilHealthy(child: ChildProcess, origin: string, said: () => string): Promise<void> {
  for (const end = performance.now() + START_MS; performance.now() < end; await sleep(100)) {
    if (child.exitCode !== null) throw new Error(`the product ended:\n${said()}`);
    const answer = await fetch(`${origin}/healthz`).catch(() => null);
    if (answer?.ok) return;
  }
  child.kill("SIGTERM");
  throw new Error(`the product did not become healthy:\n${said()}`);
}
