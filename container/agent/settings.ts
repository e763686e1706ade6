/** What the agent is told when it starts, read once from its environment (documented in main.ts). */
import { existsSync } from "node:fs";
import { join } from "node:path";

export interface Settings {
  readonly generation: number;
  /** Absolute. */
  readonly workspace: string;
  readonly home: string;
  /** The agent's own folder: command, sockets, FIFOs. */
  readonly runDirectory: string;
  readonly binDirectory: string;
  readonly shell: string;
  /** Nothing but the sandbox runs as this user where the agent can see it: the engine says so. */
  readonly alone: boolean;
  /** Environment of every command, before what is asked for that one. */
  readonly commandEnvironment: Readonly<Record<string, string>>;
}

export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const generation = Number(environment.SANDBAR_GENERATION ?? "");
  if (!environment.SANDBAR_GENERATION || !Number.isSafeInteger(generation) || generation < 0) {
    throw new Error("SANDBAR_GENERATION must be a whole number");
  }
  const workspace = environment.SANDBAR_WORKSPACE || "/workspace";
  const home = environment.HOME || "/home/sandbox";
  const runDirectory = environment.SANDBAR_RUN_DIR || join(home, ".sandbar");
  const binDirectory = join(runDirectory, "bin");
  const shell = environment.SHELL || (existsSync("/bin/bash") ? "/bin/bash" : "/bin/sh");
  return {
    generation,
    workspace,
    home,
    runDirectory,
    binDirectory,
    shell,
    alone: environment.SANDBAR_ALONE === "1",
    commandEnvironment: commandEnvironment(environment, { home, shell, binDirectory }),
  };
}

/** The agent's environment without what is the agent's own. */
function commandEnvironment(
  environment: NodeJS.ProcessEnv,
  { home, shell, binDirectory }: Pick<Settings, "home" | "shell" | "binDirectory">,
): Record<string, string> {
  const kept: Record<string, string> = { LANG: "C.UTF-8" };
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && !name.startsWith("SANDBAR_")) kept[name] = value;
  }
  const path = environment.PATH || "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  return { ...kept, HOME: home, SHELL: shell, PATH: `${binDirectory}:${path}` };
}
