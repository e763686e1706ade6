/** The repository that a branch is pushed to, over https, and signing in there without leaving a trace. */
import type { PushCredential } from "../contract.ts";
import { type ExportGit, type GitStep, runStep, type StepOutcome } from "./export-git.ts";
import {
  branchDiverged,
  gitFailure,
  lastWords,
  pushRejected,
  pushUnauthorized,
  pushUnsupported,
} from "./export-refusals.ts";

export interface Remote {
  /** The commit that the branch is at, which is then among our objects; null when there is no such branch. */
  tip(branch: string): Promise<string | null>;
  /** Moves the branch from `expected` (null: from nowhere) to `commit`, or throws EngineError `branch_diverged`, … */
  push(branch: string, commit: string, expected: string | null): Promise<void>;
}

/** Where a fetched tip is kept. */
const TIP_REF = "refs/sandbar/tip";

const UNREACHABLE = {
  reason_code: "repository_unreachable",
  next_step: "Check that the repository still exists and that sandboxes may reach its host, then try again.",
};

/**
 * Hands the credential to git through a pipe: bash reads it from its standard input, itself a pipe, and writes it into
 * another, which only git's credential helper reads. Never in an argument, an environment, or a file.
 */
const SIGN_IN_SCRIPT = `
IFS= read -r username
IFS= read -r password
exec 3< <(printf 'username=%s\\npassword=%s\\n' "$username" "$password") </dev/null
exec git "$@"
`;
const HELPER = `!f() { if [ "$1" = get ]; then cat <&3; fi; }; f`;

export function remoteOver(url: string, credential: PushCredential | null, git: ExportGit): Remote {
  const { protocol, origin } = URL.canParse(url) ? new URL(url) : { protocol: "ssh:", origin: "" };
  // An address as in user@host:path is ssh, too.
  if (protocol !== "https:" && protocol !== "http:") throw pushUnsupported();
  const env = { GIT_ALLOW_PROTOCOL: protocol.slice(0, -1) };

  const run = async (args: readonly string[]): Promise<StepOutcome> => {
    const step: GitStep = git.step(args, env);
    if (credential === null) return runStep(git.agent, step, git.signal);
    const signingIn: GitStep = {
      ...step,
      argv: ["/bin/bash", "-c", SIGN_IN_SCRIPT, "sandbar-sign-in", ...args],
      // Asked for this origin alone: where a redirect leads elsewhere, nothing is said.
      settings: [[`credential.${origin}.helper`, HELPER]],
      input: `${credential.username}\n${credential.password}\n`,
    };
    return redacted(await runStep(git.agent, signingIn, git.signal), credential);
  };
  const reach = async (args: readonly string[]): Promise<string> => {
    const outcome = await run(args);
    if (!outcome.ok) throw unreached(outcome, credential !== null);
    return outcome.stdout;
  };

  return {
    tip: async (branch) => {
      const ref = `refs/heads/${branch}`;
      const listed = await reach(["ls-remote", "--quiet", "--", url, ref]);
      if (!listed.split("\n").some((line) => line.endsWith(`\t${ref}`))) return null;
      const options = [
        "--quiet",
        "--no-tags",
        "--no-write-fetch-head",
        "--no-recurse-submodules",
        "--refmap=",
      ];
      await reach(["fetch", ...options, "--", url, `+${ref}:${TIP_REF}`]);
      return git.must(["rev-parse", "--verify", TIP_REF], UNREACHABLE);
    },
    push: async (branch, commit, expected) => {
      const ref = `refs/heads/${branch}`;
      // Never a plain force: the branch moves from the very commit that was looked at, which ours contains.
      const lease = `--force-with-lease=${ref}:${expected ?? ""}`;
      const outcome = await run(["push", "--porcelain", "--no-verify", lease, "--", url, `${commit}:${ref}`]);
      if (outcome.ok) return;
      const refused = outcome.stdout.split("\n").find((line) => line.startsWith("!\t"));
      if (!refused) throw unreached(outcome, credential !== null);
      if (/\[rejected\]/.test(refused)) throw branchDiverged(branch);
      throw pushRejected(`${refused.split("\t").at(-1)} ${remoteWords(outcome.stderr)}`.trim());
    },
  };
}

/** Why a repository could not be read or written, when git did not even get to the branch. */
function unreached(outcome: StepOutcome, signedIn: boolean) {
  const { stderr } = outcome;
  if (/CONNECT tunnel failed|from proxy after CONNECT|HTTP code 403 from proxy/.test(stderr)) {
    return gitFailure(
      { ...outcome, stderr: "fatal: the sandbox's network does not reach that host" },
      UNREACHABLE,
    );
  }
  return UNAUTHORIZED.test(stderr) ? pushUnauthorized(signedIn) : gitFailure(outcome, UNREACHABLE);
}

/** Servers hide private repositories behind "not found". */
const UNAUTHORIZED =
  /Authentication failed|could not read (?:Username|Password)|terminal prompts disabled|returned error: 40[134]|HTTP 40[13]|not found|Permission (?:to \S+ )?denied|Access denied|unable to access .*40[13]/i;

function remoteWords(stderr: string): string {
  const said = stderr.split("\n").filter((line) => line.startsWith("remote: "));
  return said.length === 0 ? "" : lastWords(said.join("\n"));
}

/** Servers may repeat what they were sent. */
function redacted(outcome: StepOutcome, { username, password }: PushCredential): StepOutcome {
  const basic = btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)));
  const secrets = [basic, password, encodeURIComponent(password)];
  const clean = (text: string) =>
    secrets.reduce((left, secret) => left.replaceAll(secret, "[redacted]"), text);
  return { ...outcome, stdout: clean(outcome.stdout), stderr: clean(outcome.stderr) };
}
