/** git on the host, in a repository that the operator allowed: hooks off, no prompts, with a deadline. */
import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { DEADLINES } from "./deadlines.ts";

export interface GitOutcome {
  readonly ok: boolean;
  /** Standard output, trimmed. */
  readonly out: string;
  /** Of standard error: why it failed. */
  readonly lastLine: string;
}

/** Above everything that the repository's own configuration says. */
const CONFIGURATION = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "safe.directory=*",
  "gc.auto=0",
  "maintenance.auto=false",
].flatMap((setting) => ["-c", setting]);

export class HostGit {
  readonly #repository: string;
  /** Whom git runs as; the engine's own user when undefined. */
  readonly identity: { readonly uid: number; readonly gid: number } | undefined;

  constructor(repository: string, identity: HostGit["identity"]) {
    this.#repository = repository;
    this.identity = identity;
  }

  run(args: readonly string[]): Promise<GitOutcome> {
    const options = {
      cwd: this.#repository,
      env: {
        PATH: "/usr/local/bin:/usr/bin:/bin",
        HOME: "/nonexistent",
        LC_ALL: "C",
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_TERMINAL_PROMPT: "0",
        // A bundle is a local file, and nothing else is to be reached.
        GIT_ALLOW_PROTOCOL: "file",
        // The repository that was named, not one that it happens to lie in.
        GIT_CEILING_DIRECTORIES: dirname(this.#repository),
        GIT_OPTIONAL_LOCKS: "0",
      },
      timeout: DEADLINES.repositoryStepMs,
      killSignal: "SIGKILL",
      ...this.identity,
    } as const;
    return new Promise((resolve) => {
      execFile("git", [...CONFIGURATION, ...args], options, (error, stdout, stderr) => {
        const last = stderr.trim().split("\n").at(-1) ?? "";
        const lastLine = (error?.killed ? "it took too long" : last || "git failed").slice(0, 200);
        resolve({ ok: error === null, out: stdout.trim(), lastLine });
      });
    });
  }
}
