import { join } from "node:path";
import { type Program, stopFailed } from "./child.ts";
import type { Configuration } from "./configuration.ts";
import type { RunFile } from "./run-file.ts";
import type { Secrets } from "./secrets.ts";

/** The local engine, beside the Worker. It gets only what it needs of our environment. */
export function engineProgram(
  configuration: Configuration,
  secrets: Secrets,
  port: number,
  runFile: RunFile,
): Program {
  const { dataDir, repositoryRoots, webhookHosts } = configuration;
  const optional = {
    HOME: process.env.HOME,
    EGRESS_ALLOW_HOSTS: process.env.EGRESS_ALLOW_HOSTS,
    XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR,
    LANG: process.env.LANG,
  };
  return {
    name: "The engine",
    file: join(import.meta.dirname, "../../container/local/main.ts"),
    env: {
      PATH: process.env.PATH ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      ...Object.fromEntries(
        Object.entries(optional).filter((entry): entry is [string, string] => !!entry[1]),
      ),
      ENGINE_PORT: String(port),
      ENGINE_TOKEN: secrets.engine_token,
      ENGINE_DATA_DIR: join(dataDir, "engine"),
      ENGINE_EXIT_WITH_PARENT: "1",
      ENGINE_RECORDS_DIR: join(dataDir, "state"),
      LOCAL_REPOSITORY_ROOTS: repositoryRoots.join(":"),
      WEBHOOK_ALLOWED_HOSTS: webhookHosts,
    },
    onHopeless: stopFailed,
    onStart: (pid) => runFile.note("engine", pid),
  };
}
