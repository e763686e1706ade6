/**
 * Brings a branch from a sandbox into a host repository. What comes is data for git: no hook, no checkout, no work
 * tree, and the branch moves forwards only, by a compare-and-swap.
 */
import { createWriteStream } from "node:fs";
import { chmod, chown, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { BUNDLE_REF, EngineError, type RepositoryUpdate } from "../../workers/engines/engine.ts";
import { DEADLINES } from "./deadlines.ts";
import { HostGit } from "./host-git.ts";
import { resolveAllowed } from "./local-repository.ts";
import { repositoryNotAllowed, repositoryUnreachable } from "./refusals.ts";

/** Largest bundle, bytes: a bound for the host's temporary folder. */
const MAX_BUNDLE_BYTES = 8 * 2 ** 30;

/** Bundles are received where a repository's owner can reach them, which the data folder may not be. */
const folderPrefix = (instance: string): string => join(tmpdir(), `sandbar-bundle-${instance}-`);

/** Removes what an engine of this instance left that was killed while it received. Call before it serves. */
export async function removeAbandonedBundles(instance: string): Promise<void> {
  const prefix = folderPrefix(instance);
  for (const name of await readdir(tmpdir())) {
    const path = join(tmpdir(), name);
    if (path.startsWith(prefix)) await rm(path, { recursive: true, force: true });
  }
}

/** `instance` keeps apart engines on one host. */
export async function updateRepository(
  update: RepositoryUpdate,
  bundle: AsyncIterable<Buffer>,
  { roots, instance }: { readonly roots: readonly string[]; readonly instance: string },
): Promise<void> {
  const repository = await resolveAllowed(update.path, roots);
  const git = await openRepository(repository, roots);
  const folder = await mkdtemp(folderPrefix(instance));
  try {
    const file = join(folder, "bundle");
    const size = await receive(bundle, file);
    await giveTo(git, folder, file);
    await bringIn(git, update, size === 0 ? null : file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As whoever owns the repository: what git writes belongs to them, and git finds nothing to distrust. */
async function openRepository(repository: string, roots: readonly string[]): Promise<HostGit> {
  const { uid, gid } = await stat(repository);
  const git = new HostGit(repository, process.getuid?.() === 0 ? { uid, gid } : undefined);
  const folder = await git.run(["rev-parse", "--path-format=absolute", "--git-common-dir"]);
  if (!folder.ok) throw repositoryUnreachable("it is not a git repository that its owner can open");
  // A work tree may name a git folder anywhere: that has to lie below a root, too.
  await resolveAllowed(folder.out, roots).catch(() => {
    throw repositoryNotAllowed();
  });
  return git;
}

async function receive(bundle: AsyncIterable<Buffer>, file: string): Promise<number> {
  let size = 0;
  const bounded = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      size += chunk.byteLength;
      if (size > MAX_BUNDLE_BYTES) throw tooLarge();
      yield chunk;
    }
  };
  const signal = AbortSignal.timeout(DEADLINES.bundleMs);
  try {
    await pipeline(bundle, bounded, createWriteStream(file, { mode: 0o600 }), { signal });
  } catch (error) {
    if (error instanceof EngineError) throw error;
    // The sender went away or is too slow, or the host has no room: its own words say which.
    throw bundleRefused(`it did not arrive whole (${(error as Error).message})`);
  }
  return size;
}

async function giveTo({ identity }: HostGit, ...paths: string[]): Promise<void> {
  if (identity === undefined) return;
  for (const path of paths) await chown(path, identity.uid, identity.gid);
  await chmod(paths[0] as string, 0o700);
}

async function bringIn(git: HostGit, update: RepositoryUpdate, file: string | null): Promise<void> {
  const { branch, commit, expected } = update;
  const ref = `refs/heads/${branch}`;
  await refuseCheckedOut(git, branch);
  if (file !== null) {
    const options = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--refmap="];
    const fetched = await git.run(["fetch", ...options, "--", file, BUNDLE_REF]);
    if (!fetched.ok) throw bundleRefused(fetched.lastLine);
  }
  const known = await git.run(["cat-file", "-e", `${commit}^{commit}`]);
  if (!known.ok) throw bundleRefused("it does not hold the commit");
  const at = await git.run(["rev-parse", "--quiet", "--verify", ref]);
  const tip = at.ok ? at.out : null;
  if (tip === commit) return; // a repetition
  if (tip !== expected) throw diverged(branch);
  if (tip !== null && !(await git.run(["merge-base", "--is-ancestor", tip, commit])).ok)
    throw diverged(branch);
  const moved = await git.run([
    "update-ref",
    "--no-deref",
    "-m",
    "sandbar: export",
    ref,
    commit,
    tip ?? "0".repeat(commit.length),
  ]);
  if (moved.ok) return;
  const now = await git.run(["rev-parse", "--quiet", "--verify", ref]);
  if ((now.ok ? now.out : null) !== tip) throw diverged(branch);
  throw rejected(moved.lastLine);
}

/** Moving a branch under a work tree would make its files look like changes that undo it. */
async function refuseCheckedOut(git: HostGit, branch: string): Promise<void> {
  const list = await git.run(["worktree", "list", "--porcelain"]);
  if (!list.ok) throw repositoryUnreachable(list.lastLine);
  if (!list.out.split("\n").includes(`branch refs/heads/${branch}`)) return;
  throw new EngineError({
    reason_code: "branch_checked_out",
    message: `The branch ${branch} is checked out in the repository's work tree.`,
    retryable: false,
    next_step: "Export to another branch, or check out another one there first.",
    field: "branch",
  });
}

function diverged(branch: string): EngineError {
  return new EngineError({
    reason_code: "branch_diverged",
    message: `The branch ${branch} has moved on in the repository; nothing was overwritten.`,
    retryable: false,
    next_step: "Export to a new branch name.",
    field: "branch",
  });
}

function bundleRefused(detail: string): EngineError {
  return new EngineError({
    reason_code: "bundle_refused",
    message: `The repository did not take what was exported: ${detail}`,
    retryable: false,
    next_step: "Export a patch instead.",
  });
}

function rejected(detail: string): EngineError {
  return new EngineError({
    reason_code: "push_rejected",
    message: `The repository refused the branch: ${detail}`,
    retryable: false,
    next_step: "Export to another branch name.",
    field: "branch",
  });
}

function tooLarge(): EngineError {
  return new EngineError({
    reason_code: "body_too_large",
    message: `A bundle has at most ${MAX_BUNDLE_BYTES} bytes.`,
    retryable: false,
    next_step: "Export a patch instead.",
  });
}
