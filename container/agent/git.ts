/** What git knows of the workspace; nulls where there is no repository or no git. */
import type { GitFacts } from "../../workers/engines/agent-api.ts";
import { childStdio } from "./descriptors.ts";
import { lazyNode } from "./lazy-node.ts";
import type { Settings } from "./settings.ts";

const TIMEOUT_MS = 20_000;
const NO_FACTS: GitFacts = { commit: null, branch: null, dirty_files: null, unpushed_commits: null };

export class GitReader {
  readonly #settings: Settings;
  /** Pids of the git programs that run for it now. */
  readonly running = new Set<number>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  async facts(): Promise<GitFacts> {
    const status = await this.#git(["status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all"]);
    if (status === undefined) return NO_FACTS;
    const { commit, branch, dirty_files } = parseStatus(status);
    const unpushed =
      commit === null ? "0" : await this.#git(["rev-list", "--count", commit, "--not", "--remotes"]);
    return {
      commit,
      branch,
      dirty_files,
      unpushed_commits: unpushed === undefined ? null : Number(unpushed),
    };
  }

  /** Standard output, or undefined when git fails or is missing. */
  async #git(args: readonly string[]): Promise<string | undefined> {
    const options = ["-c", "core.fsmonitor=false", "-c", "safe.directory=*"];
    return await new Promise((resolve) => {
      const child = lazyNode.childProcess.execFile(
        "git",
        [...options, ...args],
        {
          cwd: this.#settings.workspace,
          env: { ...this.#settings.commandEnvironment, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" },
          maxBuffer: 256 * 1024 * 1024,
          timeout: TIMEOUT_MS,
          stdio: childStdio(["ignore", "pipe", "ignore"]),
        } as object,
        (error, stdout) => resolve(error ? undefined : String(stdout)),
      );
      const { pid } = child;
      if (pid === undefined) return;
      this.running.add(pid);
      child.once("exit", () => this.running.delete(pid));
    });
  }
}

/** Reads `git status --porcelain=v2 --branch -z`. */
function parseStatus(status: string): Pick<GitFacts, "commit" | "branch" | "dirty_files"> {
  let commit: string | null = null;
  let branch: string | null = null;
  let dirty_files = 0;
  const records = status.split("\0");
  for (let index = 0; index < records.length; index++) {
    const record = records[index] ?? "";
    if (record.startsWith("# branch.oid ")) commit = nullIf(record.slice(13), "(initial)");
    else if (record.startsWith("# branch.head ")) branch = nullIf(record.slice(14), "(detached)");
    else if (/^[12u?] /.test(record)) dirty_files++;
    if (record.startsWith("2 ")) index++; // a rename's earlier path is a record of its own
  }
  return { commit, branch, dirty_files };
}

function nullIf(text: string, none: string): string | null {
  return text === none ? null : text;
}
