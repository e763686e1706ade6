/**
 * Serves the production build: workerd with D1, R2 and the Durable Objects below DATA_DIR. Started by
 * scripts/start.ts, which sends WorkerServerOptions; ends with it.
 */
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { endTogether } from "./start/end-together.ts";
import { tellInterruptedDeeds } from "./start/interrupted-deeds.ts";
import { migrateState } from "./start/migrate-state.ts";
import type { MigratedDatabase } from "./start/migrations.ts";
import type { WorkerServerOptions, WorkerServerReady } from "./start/worker-program.ts";
import { serverOptions } from "./start/worker-runtime.ts";

/** The platform fires crons each minute; here we do. */
const CRON = "* * * * *";
const CRON_INTERVAL_MS = 60_000;

endTogether(join(import.meta.dirname, ".."));
// The supervisor has died: from the first moment on, also while the database is brought up to date.
process.once("disconnect", () => process.exit(1));
process.once("message", (options) => void serve(options as WorkerServerOptions).catch(crash));

async function serve(options: WorkerServerOptions): Promise<void> {
  if (options.migrate) await migrateState(options);
  const tellInterrupted = () => tellInterruptedDeeds(() => server.getD1Database("DB"));
  // A runtime that dies is started again by Miniflare itself.
  const server = new Miniflare({ ...serverOptions(options), unsafeHandleRuntimeRestart: tellInterrupted });
  stopWith(server);
  await server.ready;
  const db = (await server.getD1Database("DB")) as unknown as MigratedDatabase;
  const ready: WorkerServerReady = { needs_setup: !(await teamExists(db)) };
  process.send?.(ready);
  void tellInterrupted();
  setInterval(() => void fireCron(server), CRON_INTERVAL_MS);
}

async function teamExists(db: MigratedDatabase): Promise<boolean> {
  return (await db.prepare("SELECT 1 FROM teams LIMIT 1").all()).results.length > 0;
}

interface Scheduled {
  scheduled(event: { cron: string; scheduledTime: Date }): Promise<{ outcome: string }>;
}

async function fireCron(server: Miniflare): Promise<void> {
  try {
    const worker = (await server.getWorker()) as unknown as Scheduled;
    const { outcome } = await worker.scheduled({ cron: CRON, scheduledTime: new Date() });
    if (outcome !== "ok") console.error(`The scheduled run ended with: ${outcome}`);
  } catch (error) {
    console.error(`The scheduled run failed: ${String(error)}`);
  }
}

/** A signal ends the runtime too. */
function stopWith(server: Miniflare): void {
  process.once("SIGTERM", () => void server.dispose().then(() => process.exit(0), crash));
}

function crash(error: unknown): never {
  console.error(error);
  process.exit(1);
}
