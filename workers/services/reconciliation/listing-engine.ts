import { database } from "../../data/database.ts";
import { possiblyInEngine } from "../../data/reconciliation.ts";
import type { Result } from "../../domain/refusal.ts";
import type { SandboxEngine } from "../../engines/engine.ts";
import { type EngineEnv, engineFor } from "../../engines/select.ts";
import type { ServiceEnv } from "../context.ts";

/** How long after its end a sandbox is still asked about, where the engine can't say by itself what it runs, ms. */
const ENDED_SINCE_MS = 24 * 60 * 60_000;
/** Each is one question, and a Worker may ask a thousand in a run. */
const MOST = 300;

/** The engine, able to list what it runs: Cloudflare's is told which ids may exist. */
export function listingEngine(env: ServiceEnv, now: number): Result<SandboxEngine> {
  return engineFor(env as EngineEnv, {
    registry: async () => {
      const rows = await possiblyInEngine(database(env.DB), now - ENDED_SINCE_MS, MOST);
      // Of these it is only known when they last changed, which is never before they were started.
      return rows.map(({ id, updated_at }) => ({ id, started_at: new Date(updated_at).toISOString() }));
    },
  });
}
