/** What an export is refused with, and how git's own words become one of them. */
import { EngineError } from "../../engines/engine.ts";
import type { StepOutcome } from "./export-git.ts";

/** Why a step failed when nothing more exact is known. */
export interface StepFailure {
  readonly reason_code: string;
  readonly next_step: string;
}

export function gitFailure(outcome: StepOutcome, { reason_code, next_step }: StepFailure): EngineError {
  const { stderr, exit_code, timed_out } = outcome;
  if (timed_out) {
    return failure("export_timed_out", "git took too long.", "Export an archive instead.");
  }
  if (/No space left on device|Disk quota exceeded/.test(stderr)) {
    return failure(
      "disk_full",
      "The sandbox's disk has no room for the export.",
      "Export an archive instead.",
    );
  }
  // 128 + 9: the kernel took the memory back.
  if (exit_code === null || exit_code === 137 || /out of memory|malloc failed|unable to mmap/i.test(stderr)) {
    const message = "git needs more memory for these files than the sandbox has.";
    return failure("export_too_large", message, "Export an archive instead.");
  }
  return failure(reason_code, `git: ${lastWords(stderr)}`, next_step);
}

/** The lines in which git says what is wrong; its last line when there is none. */
export function lastWords(stderr: string): string {
  const lines = stderr.trim().split("\n");
  const telling = lines.filter((line) => /^(?:fatal|error|ERROR|remote|remote error): |^ ! /.test(line));
  return (
    (telling.length > 0 ? telling.slice(-3).join(" ") : (lines.at(-1) ?? "")).slice(0, 400) || "it failed"
  );
}

export function baseCommitMissing(commit: string): EngineError {
  return failure(
    "base_commit_missing",
    `The workspace's repository no longer has commit ${commit.slice(0, 12)}, from which it was launched.`,
    "Export an archive instead; or fetch that commit in the sandbox, save, and export again.",
  );
}

export function noRepository(): EngineError {
  return failure(
    "no_repository",
    "This sandbox was launched without a repository, so there is none to push to.",
    "Export a patch or an archive instead.",
  );
}

export function credentialGone(): EngineError {
  return failure(
    "credential_gone",
    "The server was restarted before the push, and what it was to sign in with is kept nowhere.",
    "Start the export again.",
  );
}

export function failure(reason_code: string, message: string, next_step: string): EngineError {
  return new EngineError({ reason_code, message, retryable: false, next_step });
}

export function branchDiverged(branch: string): EngineError {
  return failure(
    "branch_diverged",
    `The branch ${branch} has moved on in the repository; nothing was overwritten.`,
    "Export to a new branch name.",
  );
}

export function pushRejected(detail: string): EngineError {
  return failure(
    "push_rejected",
    `The repository refused the branch: ${detail}`,
    "Export to another branch name, or ask who looks after the repository.",
  );
}

export function pushUnauthorized(signedIn: boolean): EngineError {
  return failure(
    "push_unauthorized",
    signedIn
      ? "The repository did not accept that user name and token."
      : "The repository does not let just anybody push to it.",
    "Export again with a user name and an access token that may write to this repository.",
  );
}

export function pushUnsupported(): EngineError {
  return failure(
    "push_unsupported",
    "A branch can be pushed over https, and this sandbox's repository is reached over ssh.",
    "Export a patch, or launch from the repository's https address.",
  );
}
