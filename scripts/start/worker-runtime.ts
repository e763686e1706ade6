/** Options of Miniflare, which runs workerd: the build as wrangler would deploy it, stored below DATA_DIR. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  convertV4MiniflareOptions,
  Log,
  LogLevel,
  type MiniflareOptions,
  type V4WorkerOptions,
} from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import type { WorkerServerOptions } from "./worker-program.ts";

const QUIET = {
  telemetry: { enabled: false },
  unsafeLocalExplorer: false,
  unsafeObservability: false,
  logRequests: false,
  // Without this it would ask a server on the internet where we are.
  cf: false,
} as const;

/** Log to stderr: stdout is the supervisor's. */
class StderrLog extends Log {
  protected override log(message: string): void {
    console.error(message);
  }
}

export function serverOptions(options: WorkerServerOptions): MiniflareOptions {
  const { workerOptions, externalWorkers } = unstable_getMiniflareWorkerOptions(
    join(options.build, "wrangler.json"),
  );
  const { modulesRules: _, bindings, ...worker } = workerOptions;
  return convertV4MiniflareOptions({
    ...QUIET,
    log: new StderrLog(LogLevel.WARN),
    handleStructuredLogs: ({ message }) => console.error(message),
    host: options.host,
    port: options.port,
    resourcePersistencePath: options.state,
    workers: [
      {
        ...worker,
        name: typeof worker.name === "string" ? worker.name : "sandbar",
        modulesRoot: options.build,
        modules: modulesOf(options.build),
        bindings: { ...(bindings as Record<string, string>), ...options.bindings },
      },
      ...externalWorkers,
    ],
  });
}

/** The same database without the application, as wrangler.jsonc names it. */
export function storageOptions(state: string): MiniflareOptions {
  const { workerOptions } = unstable_getMiniflareWorkerOptions(
    join(import.meta.dirname, "../../wrangler.jsonc"),
  );
  const { d1Databases, compatibilityDate } = workerOptions as Pick<
    V4WorkerOptions,
    "d1Databases" | "compatibilityDate"
  >;
  return convertV4MiniflareOptions({
    ...QUIET,
    log: new StderrLog(LogLevel.WARN),
    resourcePersistencePath: state,
    workers: [
      { name: "sandbar", compatibilityDate, d1Databases, modules: true, script: "export default {}" },
    ],
  });
}

/** The entry first, then every other module of the build. */
function modulesOf(build: string): { type: "ESModule"; path: string; contents: string }[] {
  const entry = join(build, "index.js");
  const files = readdirSync(build, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith(".js"))
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => path !== entry);
  return [entry, ...files].map((path) => ({
    type: "ESModule",
    path,
    contents: readFileSync(path, "utf8"),
  }));
}
