import { execFileSync } from "node:child_process";
import { mkdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EngineProcess, startSpec } from "./testing/engine-process.ts";
import { Inside } from "./testing/inside.ts";

const base = join(realpathSync(tmpdir()), `sandbar-roots-${process.pid}`);
const root = join(base, "allowed");
const engine = new EngineProcess({ repositoryRoots: [root] });
const git = (folder: string, ...args: string[]): string =>
  execFileSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@t.test", ...args]).toString();

beforeAll(async () => {
  mkdirSync(base);
  for (const path of [join(root, "project $(x)"), join(base, "private"), join(base, "allowed-not")]) {
    mkdirSync(path, { recursive: true });
    git(path, "init", "-q", "-b", "main");
    git(path, "commit", "-q", "--allow-empty", "-m", "first");
    git(path, "tag", "v1");
    git(path, "branch", "other");
  }
  mkdirSync(join(root, "plain"));
  symlinkSync(join(base, "private"), join(root, "link"));
  await engine.start();
});
afterAll(async () => {
  await engine.dispose();
  rmSync(base, { recursive: true });
});

test("a repository below a root is found inside, bare, whole and read-only", async () => {
  const spec = startSpec({ local_repository: join(root, "project $(x)") });
  await engine.engine.start("copy", 1, spec);
  const inside = new Inside(engine, "copy");
  const cloned = await inside.sh(
    "git clone -q /run/sandbar/repository.git /workspace/c && cd /workspace/c && git log --format=%s --all && git branch -r && git tag",
  );
  expect(cloned.out.split(/\s+/)).toEqual(
    expect.arrayContaining(["first", "origin/main", "origin/other", "v1"]),
  );
  expect((await inside.sh("touch /run/sandbar/repository.git/x")).out).toContain("Read-only file system");
  expect((await inside.sh("cat /run/sandbar/repository.git/config")).out).not.toContain(base);
  await engine.engine.start("copy", 2, startSpec({ workspace: "keep" }));
  expect((await new Inside(engine, "copy", 2).sh("ls /run/sandbar; ls /workspace")).out).toBe("c");
});

test.each([
  ["repository_not_allowed", () => join(base, "private")],
  ["repository_not_allowed", () => join(base, "allowed-not")],
  ["repository_not_allowed", () => join(root, "link")],
  ["repository_not_allowed", () => `${root}/../private`],
  ["repository_not_allowed", () => "/etc"],
  ["repository_not_allowed", () => "project"],
  ["repository_not_allowed", () => "--upload-pack=evil"],
  ["repository_unreachable", () => join(root, "missing")],
  ["repository_unreachable", () => join(root, "plain")],
  ["repository_unreachable", () => root],
])("%s", async (reason_code, path) => {
  const started = engine.engine.start("refused", 1, startSpec({ local_repository: path() }));
  await expect(started).rejects.toMatchObject({ refusal: { reason_code } });
  expect(await engine.engine.status("refused")).toEqual({ state: "absent" });
});
