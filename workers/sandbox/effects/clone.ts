import { EngineError, LOCAL_REPOSITORY_PATH } from "../../engines/engine.ts";
import { runStep } from "./step.ts";
import type { Surroundings } from "./surroundings.ts";

/** git must never wait for a password that nobody can type. */
const GIT_ENV = { GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };

const UNREACHABLE = {
  reason_code: "repository_unreachable",
  next_step: "Check the address and that the repository can be read without a password, then retry.",
};

/**
 * Clones the record's repository into an empty workspace and checks out its ref; answers the commit.
 * Throws `repository_unreachable` or `ref_not_found`. Starts over when repeated.
 */
export async function cloneRepository(generation: number, around: Surroundings): Promise<string> {
  const { record, journal } = around;
  const agent = around.agent(generation);
  const repository = record.repository;
  if (!repository) throw new Error("cloning a sandbox without a repository");
  const source = journal.setting("local_repository") ? `file://${LOCAL_REPOSITORY_PATH}` : repository;
  const git = (
    args: readonly string[],
    failure: { reason_code: string; next_step?: string },
    quiet = false,
  ) => runStep(agent, ["git", ...args], around, failure, { env: GIT_ENV, quiet });

  await runStep(agent, ["find", ".", "-mindepth", "1", "-delete"], around, {
    reason_code: "workspace_not_empty",
  });
  around.log("provisioning", "stdout", `Cloning ${repository}\n`);
  try {
    await git(["clone", "--progress", "--no-checkout", "--", source, "."], UNREACHABLE);
  } catch (error) {
    throw error instanceof EngineError ? explained(error, repository) : error;
  }
  if (source !== repository) await git(["remote", "set-url", "origin", repository], UNREACHABLE);
  await checkOut(git, record.ref);
  return (await headCommit(git, record.ref)).trim();
}

/** What git says in its last words, in ours where the cause is our own egress proxy. */
function explained(error: EngineError, repository: string): EngineError {
  const { refusal } = error;
  if (refusal.reason_code !== UNREACHABLE.reason_code) return error;
  const [last] = refusal.message.match(/^(?:fatal|ERROR|error): .*$/gm)?.slice(-1) ?? [];
  const refusedByProxy = /CONNECT tunnel failed, response 403|HTTP code 403 from proxy/.test(refusal.message);
  if (!refusedByProxy) return last ? new EngineError({ ...refusal, message: `git: ${last}` }) : error;
  return new EngineError({
    ...refusal,
    message: `The sandbox's network does not reach ${URL.canParse(repository) ? new URL(repository).host : repository}.`,
    next_step:
      "Check the address. Sandboxes reach public hosts only, and of those only the ones that this server allows.",
  });
}

type Git = (
  args: readonly string[],
  failure: { reason_code: string; next_step?: string },
  quiet?: boolean,
) => Promise<string>;

/** A branch is checked out as a branch, so that people can commit to it; a tag or commit detached. */
async function checkOut(git: Git, ref: string | null): Promise<void> {
  if (ref === null) {
    // An empty repository has nothing to check out, and is a fine place to begin.
    if (await isEmpty(git)) return;
    await git(["checkout", "--quiet", "--force"], { reason_code: "ref_not_found" });
    return;
  }
  const failure = {
    reason_code: "ref_not_found",
    next_step: "Check the branch, tag or commit, then launch again.",
  };
  const branch = await git(
    ["for-each-ref", "--format=%(refname)", `refs/remotes/origin/${ref}`],
    failure,
    true,
  );
  if (branch.trim() === `refs/remotes/origin/${ref}`) {
    await git(["checkout", "--quiet", "--force", "-B", ref, "--track", `origin/${ref}`], failure);
  } else {
    await git(["checkout", "--quiet", "--force", "--detach", `${ref}^{commit}`], failure);
  }
}

async function isEmpty(git: Git): Promise<boolean> {
  const refs = await git(["for-each-ref", "--count=1", "--format=%(refname)"], UNREACHABLE, true);
  return refs.trim() === "";
}

async function headCommit(git: Git, ref: string | null): Promise<string> {
  try {
    return await git(["rev-parse", "--verify", "HEAD"], { reason_code: "ref_not_found" }, true);
  } catch (error) {
    // Only an empty repository has no HEAD here: every other way has failed before.
    if (ref === null && error instanceof EngineError && error.refusal.reason_code === "ref_not_found")
      return "";
    throw error;
  }
}
