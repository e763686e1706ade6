import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LaunchSpec } from "../sandbox/contract.ts";
import { archive, bash, exported, launchFrom, save, storedBytes, withClone } from "../testing/exports.ts";
import { agentOf, bringUp, discard, engineState, launchSpec, stubOf } from "../testing/sandboxes.ts";

/** Everything that a patch may stumble over. What the repository's own configuration would run leaves a mark. */
const HOSTILE = `
printf 'one\\n2\\nthree\\nno newline at the end' > text.txt
printf '\\000\\001\\377new binary\\000' > binary
rm deleted.txt
mv renamed.txt 'renamed to.txt'
chmod 755 script
rm becomes-folder; mkdir becomes-folder; echo in > becomes-folder/file
rm -r folder; ln -s /etc/passwd folder
ln -sfn 'nowhere at all' link
printf 'a\\r\\nB\\r\\n' > windows.crlf
printf 'a\\r\\nb\\n' > automatic.auto
printf 'x\\r\\ny\\r\\n' > new.auto
printf 'smudged %.0s' {1..500} > large.lfs
: > empty; : > 'empty too'
mkdir -p ignored 'deep/er/est'; echo no > ignored/file; echo no > trace.log; echo yes > deep/er/est/file
echo forced > forced.log; git add -f forced.log
touch -- 'with space' ' leading' '-n' "$(printf 'new\\nline')" "$(printf 'tab\\there')" 'quo"te' "it's" 'back\\slash' 'ünïcode' "$(printf 'not\\377utf8')"
for file in 'with space' ' leading' ./-n "$(printf 'new\\nline')" "$(printf 'not\\377utf8')"; do echo "$file" > "$file"; done
printf 'CR only\\rno\\r' > cr; printf '\\357\\273\\277bom\\n' > bom
head -c 300000 /dev/urandom > random; cp random random-2; echo more >> random-2
git init -q nested; echo nested > nested/file; echo '*.o' > nested/.gitignore; touch nested/x.o
git init -q 'with commit'; (cd 'with commit'; echo c > c; git add c; git -c user.name=t -c user.email=t@t commit -qm c; git init -q inner; echo i > inner/i)
`;
const MARKING = `
mark='touch /home/sandbox/mark'
git config core.fsmonitor "$mark; :"
git config filter.evil.clean "$mark; cat"; git config filter.evil.smudge "$mark; cat"; git config filter.evil.required true
git config diff.evil.textconv "$mark; cat"; git config diff.evil.command "$mark"; git config diff.external "$mark"
git config core.pager "$mark"; git config core.autocrlf true; git config core.quotePath false
git config url.file:///nowhere/.insteadOf file:///; git config credential.helper "!$mark"
for hook in pre-commit post-index-change reference-transaction post-checkout fsmonitor-watchman pre-push; do
  printf '#!/bin/sh\\n%s\\n' "$mark" > .git/hooks/$hook; chmod 755 .git/hooks/$hook
done
`;
/** Every file that git would keep, with its kind, whether it is executable, and its bytes. */
const CONTENT = `
find . -name .git -prune -o -path ./ignored -prune -o -name trace.log -o -name x.o -o \\( -type f -o -type l \\) -print0 |
  sort -z | while IFS= read -r -d '' file; do
    if [ -L "$file" ]; then printf 'link %s' "$(readlink "$file")"
    else printf '%s %s' "$([ -x "$file" ] && echo x || echo -)" "$(sha256sum < "$file")"; fi
    printf ' %s\\0' "$file"
  done
`;
/**
 * Names, modes, times and bytes of everything. Not the times of objects: git renews those of what it borrows, so that
 * nobody's clean-up takes it away meanwhile.
 */
const DIGEST = `
find . -path './.git/objects/*' -printf '%p %m %s %i\\n' -o -printf '%p %m %s %i %T@\\n' | sort
find . -type f -print0 | sort -z | xargs -0 sha256sum
`;

describe("a patch of a hostile workspace", () => {
  let launch: LaunchSpec;
  let content: string;
  beforeAll(async () => {
    launch = await launchFrom("patches.git");
    const agent = agentOf(launch, 1);
    await bash(agent, HOSTILE + MARKING);
    content = await bash(agent, CONTENT);
    // The control: git itself runs what the configuration says.
    await bash(
      agent,
      "cp -a . /tmp/copy; cd /tmp/copy; git add -A 2>/dev/null || true; rm /home/sandbox/mark",
    );
  });
  afterAll(() => discard(launch));

  async function appliesWhole(patch: Uint8Array): Promise<void> {
    await withClone("patches.git", async (agent) => {
      await bash(agent, "git apply --whitespace=nowarn -", patch);
      expect(await bash(agent, CONTENT)).toBe(content);
    });
    // With the index, git compares each object with the name that the patch gives it.
    await withClone("patches.git", (agent) => bash(agent, "git apply --index --whitespace=nowarn -", patch));
  }

  test("live: it applies to a clean clone byte for byte, and leaves the workspace untouched", async () => {
    const agent = agentOf(launch, 1);
    const before = await bash(agent, DIGEST);
    const made = await exported(launch, { kind: "patch", source: "live" });
    expect(made).toMatchObject({ status: "succeeded", source: "live", checkpoint_id: null, error: null });
    expect(made.file_name).toMatch(/\.patch$/);
    await appliesWhole(await storedBytes(made));
    expect(await bash(agent, DIGEST)).toBe(before);
    expect(await bash(agent, "ls -A /home/sandbox")).not.toMatch(/mark|sandbar-export/);
  });

  test("from the checkpoint of a destroyed sandbox it is the same", async () => {
    await archive(launch);
    expect(await engineState(launch)).toBe("absent");
    const made = await exported(launch, { kind: "patch" });
    expect(made).toMatchObject({ status: "succeeded", error: null, branch: null });
    expect(made.checkpoint_id).toMatch(/^cp_/);
    const patch = await storedBytes(made);
    expect(made.size_bytes).toBe(patch.byteLength);
    await appliesWhole(patch);
    const text = new TextDecoder("latin1").decode(patch);
    expect(text).not.toMatch(/trace\.log|ignored\/|x\.o|Subproject|unchanged\.crlf/);
    expect(text).toContain("forced.log");
    expect(made.summary?.files).toBe(text.match(/^diff --git /gm)?.length);
  });
});

describe("a patch", () => {
  test("says how many files and lines it changes, commits included", async () => {
    const launch = await launchFrom("patches.git");
    await bash(
      agentOf(launch, 1),
      `printf 'one\\ntwo\\n3\\n4\\n' > text.txt
       git -c user.name=t -c user.email=t@t commit -qam work; echo new > new; rm deleted.txt; chmod 755 script`,
    );
    const made = await exported(launch, { kind: "patch", source: "live" });
    expect(made.summary).toEqual({ files: 4, additions: 3, deletions: 2 });
    expect(made.commit).toBe((await stubOf(launch).record())?.commit);
    await discard(launch);
  });

  test("of a workspace without changes is empty, and a success", async () => {
    const launch = await launchFrom("patches.git");
    const made = await exported(launch, { kind: "patch", source: "live" });
    expect(made).toMatchObject({ status: "succeeded", size_bytes: 0 });
    expect(made.summary).toEqual({ files: 0, additions: 0, deletions: 0 });
    await discard(launch);
  });

  test("without a repository begins at nothing", async () => {
    const launch = await launchSpec({ template: "node" });
    await bringUp(launch);
    const FILES = "find . -name .git -prune -o -type f -print | sort | xargs sha256sum";
    const listed = await bash(agentOf(launch, 1), FILES);
    const made = await exported(launch, { kind: "patch", source: "live" });
    expect(made).toMatchObject({ status: "succeeded", commit: null });
    const patch = await storedBytes(made);
    await bash(agentOf(launch, 1), "find . -mindepth 1 -delete; git apply -", patch);
    expect(await bash(agentOf(launch, 1), FILES)).toBe(listed);
    await discard(launch);
  });

  test("is refused when the base commit is gone, with another way", async () => {
    const launch = await launchFrom("patches.git");
    await bash(agentOf(launch, 1), "rm -rf .git; git init -q");
    await save(launch);
    for (const source of ["live", "checkpoint"] as const) {
      expect(await exported(launch, { kind: "patch", source })).toMatchObject({
        status: "failed",
        error: { reason_code: "base_commit_missing", retryable: false, next_step: expect.any(String) },
      });
    }
    await discard(launch);
  });

  test("names the file that can't be read", async () => {
    const launch = await launchFrom("patches.git");
    await bash(agentOf(launch, 1), "echo x > locked; chmod 000 locked");
    const made = await exported(launch, { kind: "patch", source: "live" });
    expect(made.error).toMatchObject({ reason_code: "workspace_unreadable" });
    expect(made.error?.message).toContain("locked");
    expect(await bash(agentOf(launch, 1), "ls -A /home/sandbox")).not.toContain("sandbar-export");
    await discard(launch);
  });

  test("keeps what a sparse checkout left out", async () => {
    const launch = await launchFrom("patches.git");
    await bash(
      agentOf(launch, 1),
      "git sparse-checkout set --no-cone '/*' '!/folder/' ; test ! -e folder; echo x > text.txt",
    );
    const made = await exported(launch, { kind: "patch", source: "live" });
    expect(made.summary).toEqual({ files: 1, additions: 1, deletions: 3 });
    await discard(launch);
  });
});
