import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkBranch, checkRef, defaultExportBranch } from "./refs.ts";

describe("checkRef", () => {
  it.each(["main", "feature/login", "v1.2.3", "0123abcd", "größe/ü", "a@b", "HEAD", "feature/-x"])(
    "accepts %j",
    (ref) => {
      expect(checkRef(ref)).toEqual({ ok: true, value: ref });
    },
  );

  it.each([
    "",
    "-b",
    "--upload-pack=touch /tmp/x",
    "a b",
    "a..b",
    "a~1",
    "a^",
    "a:b",
    "a?",
    "a*",
    "a[",
    "a\\b",
    "a\nb",
    "a\u0000",
    "a\u007f",
    "/a",
    "a/",
    "a//b",
    ".a",
    "a/.b",
    "a.lock",
    "a.lock/b",
    "a.",
    "@",
    "a@{1}",
    "\ud800",
    "x".repeat(201),
  ])("C16: refuses %j, naming the field", (ref) => {
    expect(checkRef(ref)).toMatchObject({ ok: false, refusal: { reason_code: "invalid_ref", field: "ref" } });
  });

  it("C16: never accepts what git itself refuses", () => {
    const pieces = [
      "a",
      "B",
      "-",
      ".",
      "..",
      "/",
      "@",
      "{",
      "lock",
      ".lock",
      "~",
      "^",
      ":",
      " ",
      "\\",
      "*",
      "\t",
      "ü",
      "$(x)",
      ";",
      "'",
    ];
    const hostile = fc
      .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(hostile, (ref) => {
        const git = spawnSync("git", ["check-ref-format", "--allow-onelevel", ref]).status === 0;
        expect(checkRef(ref).ok).toBe(git && !ref.startsWith("-"));
      }),
      { numRuns: 150 },
    );
  });
});

describe("checkBranch", () => {
  it.each(["HEAD", "head", "refs/heads/main", "-d"])("refuses %j", (branch) => {
    expect(checkBranch(branch)).toMatchObject({ ok: false, refusal: { field: "branch" } });
  });

  it("accepts the branch that exports make by default", () => {
    expect(checkBranch(defaultExportBranch("fix-login")).ok).toBe(true);
  });
});
