import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 100;
/** After this long without health, what is missing is said, once each time it changes. */
const PATIENCE_MS = 20_000;

/** Resolves when `/healthz` answers 200. While it does not for long, says on stderr which part is down. */
export async function untilHealthy(host: string, port: number): Promise<void> {
  const name =
    host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
  const begun = Date.now();
  let said = "";
  for (;;) {
    const problem = await ask(`http://${name}:${port}/healthz`);
    if (problem === undefined) return;
    if (problem !== said && Date.now() - begun > PATIENCE_MS) {
      console.error(`Not ready yet: ${problem}`);
      said = problem;
    }
    await sleep(POLL_MS);
  }
}

async function ask(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    return response.ok ? undefined : await response.text();
  } catch (error) {
    const cause = (error as Error).cause;
    return cause instanceof Error ? cause.message : String(error);
  }
}
