import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A bare repository below the folder that the product allows, with these files on `main`; answers its address. */
export function makeRepository(name: string, files: Readonly<Record<string, string | Buffer>>): string {
  const folder = join(process.env.E2E_FOLDER ?? "", "repositories");
  const work = join(folder, `${name}-work`);
  const bare = join(folder, `${name}.git`);
  mkdirSync(work, { recursive: true });
  for (const [path, content] of Object.entries(files)) writeFileSync(join(work, path), content);
  const git = (...args: string[]) => execFileSync("git", args, { cwd: work, env: GIT_ENVIRONMENT });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-q", "-m", "First");
  git("clone", "-q", "--bare", work, bare);
  rmSync(work, { recursive: true });
  return `file://${bare}`;
}

/** What git says in such a repository. */
export function askRepository(address: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd: address.slice("file://".length), env: GIT_ENVIRONMENT }).toString();
}

const GIT_ENVIRONMENT = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Test",
  GIT_AUTHOR_EMAIL: "test@localhost",
  GIT_COMMITTER_NAME: "Test",
  GIT_COMMITTER_EMAIL: "test@localhost",
};
