/** Decides which commit a branch export pushes, and onto what; never over what somebody else has put there. */
import type { ExportSummary } from "../../domain/sandbox.ts";
import type { ExportGit } from "./export-git.ts";
import { branchDiverged, failure } from "./export-refusals.ts";
import type { Remote } from "./export-remote.ts";
import type { WorkspaceTree } from "./export-tree.ts";

export interface BranchExport {
  readonly export_id: string;
  readonly branch: string;
  readonly sandbox: string;
  /** Name of the person who exports. */
  readonly author: string;
  /** Epoch ms: the commit's time, so that a repeated effect makes the same commit. */
  readonly requested_at: number;
  readonly base: string | null;
  /** Commits that earlier exports of this sandbox have left at the branch. */
  readonly earlier: readonly string[];
}

export interface Published {
  readonly commit: string;
  readonly summary: ExportSummary;
}

const NOREPLY = "noreply@sandbar.invalid";
const COMMIT_FAILED = {
  reason_code: "commit_failed",
  next_step: "Run git fsck in the sandbox; or export an archive instead.",
};

export async function publish(
  git: ExportGit,
  written: WorkspaceTree,
  remote: Remote,
  wanted: BranchExport,
): Promise<Published> {
  const { branch } = wanted;
  const { head, tree } = written;
  const tip = await remote.tip(branch);
  if (tip !== null && (await treeOf(git, tip)) === tree) {
    // After a crash it may be this very export that has pushed it.
    const ours = await git.must(["cat-file", "commit", tip], COMMIT_FAILED);
    return { commit: tip, summary: { unchanged: !ours.includes(trailer(wanted)) } };
  }
  if (tip === null || (head !== null && (await contains(git, head, tip)))) {
    const commit = await commitOf(git, written, wanted);
    await remote.push(branch, commit, tip);
    return { commit, summary: { unchanged: false } };
  }
  if (!wanted.earlier.includes(tip)) throw branchDiverged(branch);
  const isNew = head !== null && !(await contains(git, tip, head));
  const commit = await makeCommit(git, tree, isNew ? [tip, head] : [tip], wanted);
  await remote.push(branch, commit, tip);
  return { commit, summary: { unchanged: false } };
}

/** HEAD itself when the workspace has nothing beyond it, else one commit on top. */
async function commitOf(git: ExportGit, written: WorkspaceTree, wanted: BranchExport): Promise<string> {
  const { head, head_tree, tree, base } = written;
  if (head !== null) return head_tree === tree ? head : makeCommit(git, tree, [head], wanted);
  if (wanted.base !== null) return makeCommit(git, tree, [wanted.base], wanted);
  // Without a base commit a patch begins at the empty tree.
  if (tree === base) {
    throw failure("nothing_to_push", "The workspace is empty.", "Add a file, save, and export again.");
  }
  return makeCommit(git, tree, [], wanted);
}

async function makeCommit(
  git: ExportGit,
  tree: string,
  parents: readonly string[],
  wanted: BranchExport,
): Promise<string> {
  const date = `${Math.floor(wanted.requested_at / 1000)} +0000`;
  const message = `Work from the sandbox ${wanted.sandbox}\n\n${trailer(wanted)}\n`;
  const args = ["commit-tree", ...parents.flatMap((parent) => ["-p", parent]), "-m", message, tree];
  return git.must(args, COMMIT_FAILED, {
    GIT_AUTHOR_NAME: identity(wanted.author),
    GIT_AUTHOR_EMAIL: NOREPLY,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: "Sandbar",
    GIT_COMMITTER_EMAIL: NOREPLY,
    GIT_COMMITTER_DATE: date,
  });
}

function trailer({ export_id }: BranchExport): string {
  return `Sandbar-Export: ${export_id}`;
}

/** git refuses a name of which nothing is left once it has cut off what it can't have at the ends. */
function identity(label: string): string {
  const plain = label.replace(/[<>\p{Cc}]/gu, " ").replace(/^[\s.,:;"'\\]+|[\s.,:;"'\\]+$/g, "");
  return plain === "" ? "Sandbar" : plain;
}

async function treeOf(git: ExportGit, commit: string): Promise<string> {
  return git.must(["rev-parse", "--verify", `${commit}^{tree}`], COMMIT_FAILED);
}

/** Whether `commit` has `other` in its history, or is it. */
async function contains(git: ExportGit, commit: string, other: string): Promise<boolean> {
  return git.succeeds(["merge-base", "--is-ancestor", other, commit]);
}
