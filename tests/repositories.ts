/** Host repositories for tests: made with real git below the engine's allowed root. */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Each test file that writes to one has its own: they are all alike, `checked-out` has a work tree. */
export const REPOSITORIES = [
  "patches.git",
  "branches.git",
  "pushes.git",
  "forks.git",
  "checked-out",
] as const;

/** Committed bytes that git must neither convert nor mistake for text. */
const BINARY = Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * 7919) % 256));

const IDENTITY = ["user.name=T", "user.email=t@t.test", "core.safecrlf=false"].flatMap((set) => ["-c", set]);

export function makeRepositories(root: string): void {
  const work = join(root, "work");
  mkdirSync(join(work, "folder"), { recursive: true });
  const git = (...args: string[]): void => void execFileSync("git", ["-C", work, ...IDENTITY, ...args]);
  git("init", "-q", "-b", "main");
  const files: readonly [string, string | Buffer][] = [
    ["text.txt", "one\ntwo\nthree\n"],
    ["binary", BINARY],
    ["deleted.txt", "gone soon\n"],
    ["renamed.txt", "the same\nhere and\nthere\n"],
    ["script", "#!/bin/sh\n"],
    ["folder/inner", "inner\n"],
    ["becomes-folder", "file\n"],
    ["windows.crlf", "a\nb\n"],
    ["unchanged.crlf", "a\nb\n"],
    ["automatic.auto", "a\nb\n"],
    ["large.lfs", "pointer\n"],
    [".gitignore", "ignored/\n*.log\n"],
    [".gitattributes", "*.lfs filter=evil diff=evil merge=evil\n*.crlf text eol=crlf\n*.auto text=auto\n"],
  ];
  for (const [name, content] of files) writeFileSync(join(work, name), content);
  symlinkSync("text.txt", join(work, "link"));
  git("add", "-A");
  git("commit", "-q", "-m", "first");
  git("branch", "other");
  for (const name of REPOSITORIES) {
    const bare = name.endsWith(".git") ? ["--bare"] : [];
    execFileSync("git", ["clone", "-q", "--no-local", ...bare, work, join(root, name)]);
  }
  rmSync(work, { recursive: true });
}
