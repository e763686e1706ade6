import { join } from "node:path";
import { type Program, stopFailed } from "./child.ts";
import type { Configuration } from "./configuration.ts";
import type { RunFile } from "./run-file.ts";
import type { Secrets } from "./secrets.ts";
import { workerBindings } from "./worker-bindings.ts";

/** What scripts/worker-server.ts is told, once, as soon as it runs. */
export interface WorkerServerOptions {
  readonly host: string;
  readonly port: number;
  /** Folder of the production build. */
  readonly build: string;
  /** Folder of migrations. */
  readonly migrations: string;
  /** Whether to apply them first; not again when the server is started again after it died. */
  readonly migrate: boolean;
  /** Folder that holds D1, R2 and the Durable Objects. */
  readonly state: string;
  readonly bindings: Readonly<Record<string, string>>;
}

/** What it answers when it serves. */
export interface WorkerServerReady {
  /** No team exists yet. */
  readonly needs_setup: boolean;
}

export function workerProgram(
  configuration: Configuration,
  secrets: Secrets,
  enginePort: number,
  runFile: RunFile,
  onReady: (ready: WorkerServerReady) => void,
): Program {
  const root = join(import.meta.dirname, "../..");
  const options: Omit<WorkerServerOptions, "migrate"> = {
    host: configuration.host,
    port: configuration.port,
    build: join(root, "build/server"),
    migrations: join(root, "migrations"),
    state: join(configuration.dataDir, "state/v3"),
    bindings: workerBindings(configuration, secrets, enginePort),
  };
  let migrated = false;
  return {
    name: "The Worker server",
    file: join(root, "scripts/worker-server.ts"),
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "/", WRANGLER_SEND_METRICS: "false" },
    message: () => ({ ...options, migrate: !migrated }) satisfies WorkerServerOptions,
    onMessage: (message) => {
      migrated = true;
      onReady(message as WorkerServerReady);
    },
    onHopeless: stopFailed,
    onStart: (pid) => runFile.note("worker", pid),
  };
}
