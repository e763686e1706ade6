/** The product that one worker's tests run against: started as `npm start` does it, with a data folder of its own. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../scripts/start/ports.ts";
import { eventually } from "../product/polling.ts";

export const SETUP_TOKEN = "setup-token-of-the-browser-tests";
const PROGRAM = join(import.meta.dirname, "../e2e-server.ts");
/** A start on a busy machine, ms. */
const START_MS = 120_000;

export interface StartedProduct {
  readonly origin: string;
  /** Where an OpenID provider would be; providers.spec.ts starts one there. */
  readonly issuer: string;
  /** Ends it, and everything that it started. */
  stop(): Promise<void>;
}

/** Sets E2E_FOLDER, where repositories.ts finds the folder that this product allows. Throws when it does not become healthy. */
export async function startProduct(): Promise<StartedProduct> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${await freePort()}`;
  // Made by the program, which removes it too: where that can't start there is nothing to remove.
  process.env.E2E_FOLDER = join(tmpdir(), `sandbar-e2e-${randomUUID()}`);
  const child = spawn(process.execPath, [PROGRAM], {
    // It ends when its input does: also when this worker is killed.
    stdio: ["pipe", "ignore", "pipe"],
    env: { ...process.env, ...openIdClient(issuer), E2E_PORT: String(port), E2E_SETUP_TOKEN: SETUP_TOKEN },
  });
  child.stderr.on("data", (chunk) => process.stderr.write(chunk));
  const exited = once(child, "exit");
  const stop = async () => {
    child.stdin.end();
    await exited;
  };
  const origin = `http://127.0.0.1:${port}`;
  try {
    await eventually("a healthy product", START_MS, async () => {
      if (child.exitCode !== null) throw new Error("the product has ended; its output above says why");
      return (await fetch(`${origin}/healthz`).catch(() => null))?.ok;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { origin, issuer, stop };
}

/** As tests/oidc/provider.ts knows it. */
function openIdClient(issuer: string): Record<string, string> {
  return {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: "sandbar",
    OIDC_CLIENT_SECRET: "secret-of-the-provider-tests",
    OIDC_NAME: "Harbour ID",
  };
}
