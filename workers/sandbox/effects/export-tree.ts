import type { AgentClient } from "../../engines/agent-client.ts";
import { type GitStep, mustRun, runStep } from "./export-git.ts";
import { baseCommitMissing, gitFailure } from "./export-refusals.ts";
import { CLEAN_SCRIPT, TREE_SCRIPT } from "./export-tree-script.ts";

/** The workspace as git objects in a repository of our own, which borrows the workspace's. */
export interface WorkspaceTree {
  /** Of that repository, for the steps that follow. */
  readonly env: Readonly<Record<string, string>>;
  readonly tree: string;
  /** What a patch begins at: the base commit, or the empty tree. */
  readonly base: string;
  readonly head: string | null;
  readonly head_tree: string | null;
}

const UNREADABLE = {
  reason_code: "workspace_unreadable",
  next_step: "Make that file readable or delete it, save, and export again; or export an archive.",
};

/** SHA-1 or SHA-256 in full. What is remembered came out of a sandbox: nothing else reaches git as an argument. */
const OBJECT_NAME = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Writes the tree of the agent's workspace. Throws EngineError `base_commit_missing`, `workspace_unreadable`, … */
export async function writeTree(
  agent: AgentClient,
  base: string | null,
  signal: AbortSignal,
  log: (text: string) => void,
): Promise<WorkspaceTree> {
  if (base !== null && !OBJECT_NAME.test(base)) throw baseCommitMissing(base);
  const step: GitStep = { argv: ["/bin/bash", "-c", TREE_SCRIPT, "sandbar-tree", base ?? ""] };
  const outcome = await runStep(agent, step, signal);
  const said = factsIn(outcome.stdout);
  if (outcome.ok && said.get("base") === "missing") throw baseCommitMissing(base ?? "");
  if (!outcome.ok) throw gitFailure(outcome, UNREADABLE);
  for (const line of outcome.stderr.split("\n")) {
    // Names that git forbids, such as a file called ".git" in another spelling.
    if (line.startsWith("Ignoring path "))
      log(`Left out of the export, since git can't hold it: ${line.slice(14)}\n`);
  }
  const fact = (name: string): string => {
    const value = said.get(name);
    if (value === undefined) throw new Error(`the tree script did not say its ${name}`);
    return value;
  };
  return {
    env: { GIT_DIR: `${fact("work")}/git`, GIT_WORK_TREE: fact("workspace") },
    tree: fact("tree"),
    base: fact("base"),
    head: fact("head") || null,
    head_tree: fact("head_tree") || null,
  };
}

/** Removes everything that `writeTree` made. */
export async function removeTree(agent: AgentClient, signal: AbortSignal): Promise<void> {
  await mustRun(agent, { argv: ["/bin/bash", "-c", CLEAN_SCRIPT] }, signal, {
    reason_code: "export_not_cleaned",
    next_step: "Delete .sandbar-export in the sandbox's home folder.",
  });
}

function factsIn(stdout: string): Map<string, string> {
  const lines = stdout.split("\n").filter((line) => line.includes("="));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}
