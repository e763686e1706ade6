/** Copies a host repository into a sandbox's folder, when it lies below a root that the operator allowed. */
import { execFile } from "node:child_process";
import { realpath, rm, writeFile } from "node:fs/promises";
import { isAbsolute, join, normalize, sep } from "node:path";
import { promisify } from "node:util";
import { DEADLINES } from "./deadlines.ts";
import { repositoryNotAllowed, repositoryUnreachable } from "./refusals.ts";

const run = promisify(execFile);

/**
 * Makes a bare clone at `folder/repository.git`, owned by `uid`, and returns its path.
 * Throws EngineError `repository_not_allowed` or `repository_unreachable`.
 */
export async function copyLocalRepository(
  path: string,
  roots: readonly string[],
  folder: string,
  uid: number,
): Promise<string> {
  const source = await resolveAllowed(path, roots);
  const destination = join(folder, "repository.git");
  await rm(destination, { recursive: true, force: true });
  // The operator allowed this root, so whose files they are does not matter (git would refuse them).
  const gitconfig = join(folder, "clone.gitconfig");
  await writeFile(gitconfig, "[safe]\n\tdirectory = *\n[core]\n\thooksPath = /dev/null\n");
  const environment = {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: "/nonexistent",
    GIT_CONFIG_GLOBAL: gitconfig,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: "file",
  };
  // --no-local: through git's own transport, which copies what is reachable and follows no alternates out.
  const options = ["--bare", "--no-local", "--quiet", "--template="];
  try {
    await run("git", ["clone", ...options, "--", source, destination], {
      env: environment,
      timeout: DEADLINES.cloneMs,
      killSignal: "SIGKILL",
    });
    await run("git", ["-C", destination, "remote", "remove", "origin"], { env: environment });
    if (process.getuid?.() === 0) await run("chown", ["-R", "-h", `${uid}:${uid}`, destination]);
  } catch (error) {
    await rm(destination, { recursive: true, force: true });
    throw repositoryUnreachable(reasonOf(error));
  } finally {
    await rm(gitconfig, { force: true });
  }
  return destination;
}

/** The real path, below a root. Throws EngineError `repository_not_allowed` or `repository_unreachable`. */
export async function resolveAllowed(path: string, roots: readonly string[]): Promise<string> {
  const isBelowRoot = (candidate: string): boolean =>
    roots.some((root) => candidate === root || candidate.startsWith(`${root}${sep}`));
  // Judged by its text first, so that an answer never tells what exists outside the roots.
  if (!isAbsolute(path) || path.includes("\0") || !isBelowRoot(normalize(path).replace(/\/$/, ""))) {
    throw repositoryNotAllowed();
  }
  const real = await realpath(path).catch(() => {
    throw repositoryUnreachable("there is no such folder");
  });
  if (!isBelowRoot(real)) throw repositoryNotAllowed();
  return real;
}

function reasonOf(error: unknown): string {
  const { killed, stderr } = error as { killed?: boolean; stderr?: string };
  if (killed) return "it took too long";
  const lines = (stderr ?? "").trim().split("\n");
  return /not appear to be a git repository|does not exist/.test(stderr ?? "")
    ? "it is not a git repository"
    : (lines.at(-1) ?? "git failed").slice(0, 200);
}
