/** A repository on the engine's host: read from the copy that the engine brought in, written by the engine itself. */
import { BUNDLE_REF, LOCAL_REPOSITORY_PATH, type SandboxEngine } from "../../engines/engine.ts";
import { type ExportGit, outputOf } from "./export-git.ts";
import type { Remote } from "./export-remote.ts";

const HOST_REFS = "refs/remotes/host";

const UNREADABLE = {
  reason_code: "repository_unreachable",
  next_step: "Check that the repository still exists on the server, then try again.",
};
const NOT_BUNDLED = {
  reason_code: "bundle_refused",
  next_step: "Run git fsck in the sandbox; or export a patch instead.",
};

export function bundleInto(engine: SandboxEngine, path: string, git: ExportGit): Remote {
  return {
    tip: async (branch) => {
      const options = ["--quiet", "--no-tags", "--no-write-fetch-head", "--prune"];
      const source = [`file://${LOCAL_REPOSITORY_PATH}`, `+refs/*:${HOST_REFS}/*`];
      await git.must(["fetch", ...options, "--", ...source], UNREADABLE);
      const ref = `${HOST_REFS}/heads/${branch}`;
      if (!(await git.succeeds(["show-ref", "--verify", "--quiet", ref]))) return null;
      return git.must(["rev-parse", "--verify", ref], UNREADABLE);
    },
    push: async (branch, commit, expected) => {
      await git.must(["update-ref", BUNDLE_REF, commit], NOT_BUNDLED);
      const lacking = await git.must(
        ["rev-list", "--max-count=1", commit, "--not", "--remotes=host"],
        NOT_BUNDLED,
      );
      await engine.updateRepository({ path, branch, commit, expected }, lacking ? bundle(git) : nothing());
    },
  };
}

/** What the host repository does not have; git makes no bundle of nothing. */
function bundle(git: ExportGit): ReadableStream<Uint8Array> {
  const step = git.step(["bundle", "create", "--quiet", "-", BUNDLE_REF, "--not", "--remotes=host"]);
  return outputOf(git.agent, step, git.signal, NOT_BUNDLED);
}

function nothing(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.close() });
}
