/**
 * Options of Miniflare, which runs workerd: the build as wrangler would deploy it, stored below DATA_DIR. Read here
 * from the build's configuration and not by wrangler, which takes a second and 100 MB to load.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, type MiniflareOptions } from "miniflare";
import type { WorkerServerOptions } from "./worker-program.ts";

/** What is used of build/server/wrangler.json. */
interface BuildConfiguration {
  readonly name: string;
  readonly compatibility_date: string;
  readonly compatibility_flags: string[];
  readonly assets: { readonly directory: string };
  readonly vars?: Readonly<Record<string, string>>;
  readonly durable_objects: { readonly bindings: readonly { name: string; class_name: string }[] };
  readonly r2_buckets: readonly { binding: string; bucket_name: string }[];
  readonly d1_databases: readonly { binding: string; database_id: string }[];
}

/** Kinds of bindings that are not set up here: one that is configured must not be silently absent. */
const UNKNOWN_KINDS = ["kv_namespaces", "services", "worker_loaders", "workflows", "hyperdrive", "vectorize"];

/**
 * Miniflare's own Worker in front of ours would compress sockets all the same; what prevents that here is a header
 * (workers/services/work/sockets.ts), which this flag would take out.
 */
const NOT_HERE = ["no_web_socket_compression"];

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
  const config = readBuildConfiguration(options.build);
  return convertV4MiniflareOptions({
    ...QUIET,
    log: new StderrLog(LogLevel.WARN),
    handleStructuredLogs: ({ message }) => console.error(message),
    host: options.host,
    port: options.port,
    resourcePersistencePath: options.state,
    workers: [
      {
        ...database(config),
        compatibilityFlags: config.compatibility_flags.filter((flag) => !NOT_HERE.includes(flag)),
        modulesRoot: options.build,
        modules: modulesOf(options.build),
        bindings: { ...config.vars, ...options.bindings },
        r2Buckets: Object.fromEntries(config.r2_buckets.map((r2) => [r2.binding, r2.bucket_name])),
        durableObjects: Object.fromEntries(
          config.durable_objects.bindings.map(({ name, class_name }) => [
            name,
            { className: class_name, useSQLite: true },
          ]),
        ),
        assets: {
          directory: join(options.build, config.assets.directory),
          routerConfig: { has_user_worker: true },
        },
      },
    ],
  });
}

/** The same database without the application. */
export function storageOptions(build: string, state: string): MiniflareOptions {
  return convertV4MiniflareOptions({
    ...QUIET,
    log: new StderrLog(LogLevel.WARN),
    resourcePersistencePath: state,
    workers: [{ ...database(readBuildConfiguration(build)), modules: true, script: "export default {}" }],
  });
}

/** Also what storage is named by: it must be the same for both. */
function database(config: BuildConfiguration) {
  return {
    name: config.name,
    compatibilityDate: config.compatibility_date,
    d1Databases: Object.fromEntries(config.d1_databases.map((d1) => [d1.binding, d1.database_id])),
  };
}

function readBuildConfiguration(build: string): BuildConfiguration {
  const config = JSON.parse(readFileSync(join(build, "wrangler.json"), "utf8")) as BuildConfiguration;
  const given = config as unknown as Record<string, unknown[] | undefined>;
  const unknown = UNKNOWN_KINDS.filter((kind) => (given[kind]?.length ?? 0) > 0);
  if (unknown.length > 0)
    throw new Error(`scripts/start/worker-runtime.ts does not provide ${unknown.join(", ")}`);
  return config;
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
