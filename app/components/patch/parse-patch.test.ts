import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { gitPath, pathsOfHeader } from "./git-path.ts";
import { parsePatch } from "./parse-patch.ts";
import { lineCount, patchFileNotes } from "./patch-file.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** What real git says of a change to a repository. */
function diffOf(before: (at: string) => void, after: (at: string) => void, ...options: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "sandbar-patch-"));
  folders.push(folder);
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@localhost", ...args], {
      env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
    }).toString();
  git("init", "-q");
  before(folder);
  git("add", "-A");
  git("commit", "-qm", "before", "--allow-empty");
  after(folder);
  git("add", "-A");
  return git("diff", "--cached", "--binary", "--full-index", ...options);
}

test("reads what git writes: text, binary, modes, links, odd names, missing newlines", () => {
  const text = diffOf(
    (at) => {
      writeFileSync(join(at, "kept.txt"), "one\ntwo\nthree\n");
      writeFileSync(join(at, "gone.txt"), "--- a/fake\n+++ b/fake\ndiff --git a/x b/x\n");
      writeFileSync(join(at, "run.sh"), "echo\n");
      writeFileSync(join(at, "picture.png"), Buffer.from([0, 1, 2, 3, 0]));
    },
    (at) => {
      writeFileSync(join(at, "kept.txt"), "one\n2\nthree");
      rmSync(join(at, "gone.txt"));
      chmodSync(join(at, "run.sh"), 0o755);
      writeFileSync(join(at, "picture.png"), Buffer.from([9, 0, 9]));
      mkdirSync(join(at, "with space"));
      writeFileSync(join(at, "with space", 'küche "x"\n.txt'), "a\r\nb\r\n");
      writeFileSync(join(at, "empty"), "");
      symlinkSync("kept.txt", join(at, "link"));
    },
  );
  const files = new Map(parsePatch(text).map((file) => [file.path, file]));
  expect([...files.keys()].sort()).toEqual(
    ["empty", "gone.txt", "kept.txt", "link", "picture.png", "run.sh", 'with space/küche "x"\n.txt'].sort(),
  );
  expect(files.get("kept.txt")).toMatchObject({
    change: "modified",
    additions: 2,
    deletions: 2,
    no_newline: { old: false, new: true },
  });
  expect(files.get("gone.txt")).toMatchObject({ change: "deleted", deletions: 3, additions: 0 });
  expect(patchFileNotes(files.get("run.sh")!)).toEqual([
    "Mode changed: an ordinary file before, executable now",
  ]);
  expect(files.get("picture.png")).toMatchObject({ binary: true, hunks: [] });
  expect(patchFileNotes(files.get("empty")!)).toEqual(["Empty file"]);
  expect(patchFileNotes(files.get("link")!)).toContain("New: a symbolic link");
  const odd = files.get('with space/küche "x"\n.txt');
  expect(odd?.hunks[0]?.changes.map(({ content }) => content)).toEqual(["a\r", "b\r"]);
});

test("a rename says where from, with its changes", () => {
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}\n`);
  const text = diffOf(
    (at) => writeFileSync(join(at, "old name.txt"), lines.join("")),
    (at) => {
      renameSync(join(at, "old name.txt"), join(at, "new name.txt"));
      writeFileSync(join(at, "new name.txt"), [...lines, "more\n"].join(""));
    },
    "-M",
  );
  const [file, ...others] = parsePatch(text);
  expect(others).toEqual([]);
  expect(file).toMatchObject({
    path: "new name.txt",
    old_path: "old name.txt",
    change: "renamed",
    additions: 1,
    deletions: 0,
  });
});

test("a patch that is cut in the middle gives what there is", () => {
  const whole = diffOf(
    (at) => writeFileSync(join(at, "a"), "1\n2\n3\n"),
    (at) => writeFileSync(join(at, "a"), "1\n4\n5\n"),
  );
  for (let length = 0; length <= whole.length; length++) {
    const [file] = parsePatch(whole.slice(0, length));
    if (file) expect(lineCount(file)).toBeLessThanOrEqual(5);
  }
});

describe("hostile text", () => {
  test("never throws, whatever it is given", () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "diff --git a/x b/x",
        'diff --git "a/\\303" b/y',
        "@@ -1,2 +1 @@",
        "@@ -9999999999 +1 @@",
        "--- a/x",
        "+++ /dev/null",
        "GIT binary patch",
        "\\ No newline at end of file",
      ),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        for (const file of parsePatch(lines.join("\n"))) patchFileNotes(file);
      }),
    );
  });
  test("content that turns the direction of text is pointed out", () => {
    const text = diffOf(
      () => {},
      (at) => writeFileSync(join(at, "a.js"), "if (user\u202e) {}\n"),
    );
    expect(patchFileNotes(parsePatch(text)[0]!).join()).toContain("direction of text");
  });
});

test("paths in quotes are bytes of UTF-8", () => {
  expect(gitPath('"k\\303\\274che\\t\\"x\\".txt"')).toBe('küche\t"x".txt');
  expect(gitPath('"🌊\\t.txt"')).toBe("🌊\t.txt");
  expect(gitPath("plain name.txt")).toBe("plain name.txt");
  expect(pathsOfHeader("diff --git a/a b.txt b/a b.txt")).toEqual(["a b.txt", "a b.txt"]);
  expect(pathsOfHeader('diff --git "a/\\tx" "b/\\tx"')).toEqual(["\tx", "\tx"]);
});
