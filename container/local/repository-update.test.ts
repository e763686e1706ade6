import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { RepositoryUpdate } from "../../workers/engines/engine.ts";
import { EngineProcess } from "./testing/engine-process.ts";

const base = join(realpathSync(tmpdir()), `sandbar-update-${process.pid}`);
const root = join(base, "allowed");
const host = join(root, "host $(x).git");
const work = join(base, "work");
const mark = join(base, "mark");
const engine = new EngineProcess({ repositoryRoots: [root] });
const git = (folder: string, ...args: string[]): string =>
  execFileSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@t.test", ...args], {
    stdio: ["ignore", "pipe", "ignore"],
  })
    .toString()
    .trim();

beforeAll(async () => {
  mkdirSync(root, { recursive: true });
  await engine.start();
});
beforeEach(() => {
  rmSync(base, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  git("/", "init", "-q", "-b", "main", work);
  commit("first");
  git("/", "clone", "-q", "--bare", work, host);
  for (const hook of ["reference-transaction", "post-update", "update"]) {
    writeFileSync(join(host, "hooks", hook), `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
  }
  // The control: git itself would run it.
  git(host, "update-ref", "refs/heads/control", "HEAD");
  readFileSync(mark);
  rmSync(mark);
});
afterAll(async () => {
  await engine.dispose();
  rmSync(base, { recursive: true, force: true });
});

function commit(text: string): string {
  writeFileSync(join(work, "file"), text);
  git(work, "add", "-A");
  git(work, "commit", "-q", "-m", text);
  return git(work, "rev-parse", "HEAD");
}

function bundleOf(commitId: string, ...not: string[]): Uint8Array<ArrayBuffer> {
  git(work, "update-ref", "refs/sandbar/export", commitId);
  const args = ["-C", work, "bundle", "create", "-q", "-", "refs/sandbar/export", "--not", ...not];
  return new Uint8Array(execFileSync("git", args));
}

async function bring(change: Partial<RepositoryUpdate>, bundle: Uint8Array<ArrayBuffer>): Promise<string> {
  const update = { path: host, branch: "sandbar/x", commit: "0".repeat(40), expected: null, ...change };
  const done = engine.engine.updateRepository(update, new Blob([bundle]).stream());
  return done.then(
    () => "done",
    (error) => error.refusal.reason_code,
  );
}

const NONE = new Uint8Array();

test("a branch is made and moved forwards, without a hook, and repeating it is a success", async () => {
  const one = commit("one");
  const first = bundleOf(one, "HEAD~1");
  expect(await bring({ commit: one }, first)).toBe("done");
  expect(git(host, "rev-parse", "sandbar/x")).toBe(one);
  expect(await bring({ commit: one }, first)).toBe("done");
  const two = commit("two");
  expect(await bring({ commit: two, expected: one }, bundleOf(two, one))).toBe("done");
  expect(git(host, "show", "sandbar/x:file")).toBe("two");
  expect(() => readFileSync(mark)).toThrow("ENOENT");
  expect(git(host, "fsck")).toBe("");
});

test("what the repository has already needs no bundle", async () => {
  const head = git(work, "rev-parse", "HEAD");
  expect(await bring({ commit: head }, NONE)).toBe("done");
  expect(git(host, "rev-parse", "sandbar/x")).toBe(head);
});

test("a branch that is elsewhere than expected stays there", async () => {
  const one = commit("one");
  expect(await bring({ commit: one }, bundleOf(one, "HEAD~1"))).toBe("done");
  const two = commit("two");
  const bundle = bundleOf(two, one);
  for (const expected of [null, two.replace(/./g, "1"), git(host, "rev-parse", "main")]) {
    expect(await bring({ commit: two, expected }, bundle)).toBe("branch_diverged");
  }
  expect(git(host, "rev-parse", "sandbar/x")).toBe(one);
});

test("a commit that does not contain the branch is never forced onto it", async () => {
  const one = commit("one");
  expect(await bring({ commit: one }, bundleOf(one, "HEAD~1"))).toBe("done");
  git(work, "reset", "-q", "--hard", "HEAD~1");
  const other = commit("other");
  expect(await bring({ commit: other, expected: one }, bundleOf(other, "HEAD~1"))).toBe("branch_diverged");
  expect(git(host, "rev-parse", "sandbar/x")).toBe(one);
});

test("of two that come at once for the same branch, one wins and the other is told", async () => {
  const start = git(work, "rev-parse", "HEAD");
  const commits = ["left", "right"].map((text) => {
    git(work, "reset", "-q", "--hard", start);
    return commit(text);
  });
  const outcomes = await Promise.all(commits.map((one) => bring({ commit: one }, bundleOf(one, start))));
  expect(outcomes.toSorted()).toEqual(["branch_diverged", "done"]);
});

test("a branch that is checked out in a work tree is left alone", async () => {
  const checkedOut = join(root, "checked-out");
  git("/", "clone", "-q", work, checkedOut);
  git(checkedOut, "worktree", "add", "-q", "-b", "second", join(base, "elsewhere"));
  const one = commit("one");
  const bundle = bundleOf(one, "HEAD~1");
  const expected = git(checkedOut, "rev-parse", "HEAD");
  for (const branch of ["main", "second"]) {
    expect(await bring({ path: checkedOut, branch, commit: one, expected }, bundle)).toBe(
      "branch_checked_out",
    );
  }
  expect(await bring({ path: checkedOut, branch: "third", commit: one }, bundle)).toBe("done");
  expect(git(checkedOut, "status", "--porcelain")).toBe("");
});

test("damaged and incomplete bundles change nothing", async () => {
  const one = commit("one");
  const two = commit("two");
  const good = bundleOf(two, one);
  expect(await bring({ commit: two }, good)).toBe("bundle_refused"); // `one` is missing
  expect(await bring({ commit: two }, new TextEncoder().encode("not a bundle"))).toBe("bundle_refused");
  expect(await bring({ commit: two }, bundleOf(two).slice(0, -30))).toBe("bundle_refused");
  expect(await bring({ commit: two }, NONE)).toBe("bundle_refused");
  expect(git(host, "for-each-ref", "refs/heads/sandbar")).toBe("");
});

test("an engine that is killed while it receives leaves nothing once it runs again", async () => {
  const instance = createHash("sha256").update(engine.dataDir).digest("hex").slice(0, 8);
  const ours = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`sandbar-bundle-${instance}-`));
  const one = commit("one");
  const bundle = bundleOf(one, "HEAD~1");
  let sent = () => {};
  const never = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bundle.slice(0, 20)),
    pull: () => new Promise<void>((resolve) => (sent = resolve)),
  });
  const update = { path: host, branch: "sandbar/x", commit: one, expected: null };
  const cut = engine.engine.updateRepository(update, never).catch((error) => error.refusal.reason_code);
  await expect.poll(ours).toHaveLength(1);
  await engine.end("SIGKILL");
  expect(await cut).toBe("engine_unreachable");
  sent();
  await engine.start();
  expect(ours()).toEqual([]);
  expect(await bring({ commit: one }, bundle)).toBe("done");
});

test("C16: paths out of the roots, and names that are no branches, are refused", async () => {
  const one = commit("one");
  symlinkSync(work, join(root, "link"));
  // A work tree whose git folder lies elsewhere.
  mkdirSync(join(root, "tree"));
  writeFileSync(join(root, "tree", ".git"), `gitdir: ${work}/.git\n`);
  for (const path of [
    work,
    join(root, "link"),
    `${root}/../work`,
    join(root, "tree"),
    "--upload-pack=x",
    "",
  ]) {
    expect(await bring({ path, commit: one }, NONE)).toBe("repository_not_allowed");
  }
  mkdirSync(join(host, "plain"));
  for (const path of [join(root, "missing"), join(host, "plain")]) {
    expect(await bring({ path, commit: one }, NONE)).toBe("repository_unreachable");
  }
  for (const branch of ["--force", "a..b", "refs/heads/x", "HEAD", "a b", "+x", ""]) {
    expect(await bring({ branch, commit: one }, NONE)).toBe(
      branch === "+x" ? "bundle_refused" : "invalid_request",
    );
  }
  for (const commitId of ["HEAD", "--all", one.slice(1)]) {
    expect(await bring({ commit: commitId }, NONE)).toBe("invalid_request");
  }
});
