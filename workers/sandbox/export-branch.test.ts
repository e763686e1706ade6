import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { ExportRecord } from "../domain/sandbox.ts";
import {
  archive,
  bash,
  exported,
  LIMITS,
  launchFrom,
  repositoryPath,
  save,
  withClone,
} from "../testing/exports.ts";
import { ANNA, agentOf, discard, engine, engineState, stubOf } from "../testing/sandboxes.ts";
import type { LaunchSpec } from "./contract.ts";
import type { ExportEffect } from "./effects/export.ts";
import { exportBranch } from "./effects/export-branch.ts";
import { runStep } from "./effects/export-git.ts";
import type { Surroundings } from "./effects/surroundings.ts";

const COMMIT = "git -c user.name=t -c user.email=t@t.test commit -q";

async function resume(launch: LaunchSpec): Promise<number> {
  const operation_id = crypto.randomUUID();
  await stubOf(launch).resume({ operation_id, actor: ANNA });
  await stubOf(launch).waitForOperation(operation_id, 60_000);
  return (await stubOf(launch).record())?.generation ?? 0;
}

function tipOf(repository: string, branch: string): Promise<string> {
  return withClone(repository, (agent) =>
    bash(agent, `git rev-parse --verify -q origin/${branch} || :`),
  ).then((text) => text.trim());
}

/** Somebody else pushes a commit of theirs on top of the branch. */
async function pushOnTop(repository: string, branch: string): Promise<string> {
  return withClone(repository, async (agent) => {
    const script = `git checkout -q ${branch}; git rev-parse HEAD; echo theirs > theirs; git add .; ${COMMIT} -m theirs
      git update-ref refs/sandbar/export HEAD; git bundle create -q /tmp/b refs/sandbar/export --not HEAD~1; git rev-parse HEAD`;
    const [expected = "", commit = ""] = (await bash(agent, script)).split("\n");
    const bundle = Uint8Array.from(atob(await bash(agent, "base64 -w0 /tmp/b")), (byte) =>
      byte.charCodeAt(0),
    );
    const path = repositoryPath(repository);
    await engine().updateRepository({ path, branch, commit, expected }, new Blob([bundle]).stream());
    return commit;
  });
}

test("C17: what a step is given to sign in with comes through a pipe, never through a file", async () => {
  const launch = await launchFrom("branches.git");
  const argv = ["/bin/bash", "-c", "readlink /proc/self/fd/0; cat"];
  const outcome = await runStep(agentOf(launch, 1), { argv, input: "given" }, new AbortController().signal);
  expect(outcome).toMatchObject({ ok: true, stdout: expect.stringMatching(/^(pipe|socket):.*\ngiven$/) });
  await discard(launch);
});

test("a branch is made, found unchanged, continued, and never overwritten", async () => {
  const launch = await launchFrom("branches.git");
  const branch = "sandbar/story";
  await bash(agentOf(launch, 1), "echo work > work; rm deleted.txt; chmod 755 script");
  await archive(launch);
  expect(await engineState(launch)).toBe("absent");

  const first = await exported(launch, { kind: "branch", branch });
  expect(first).toMatchObject({ status: "succeeded", error: null, branch, summary: { unchanged: false } });
  expect(first).toMatchObject({ url: `file://${repositoryPath("branches.git")}`, object_key: null });
  await withClone("branches.git", async (agent) => {
    const script = `git checkout -q ${branch}; git rev-parse HEAD; git log -1 --format='%an <%ae>%n%P'; cat work; ls deleted.txt || :; git ls-files -s script`;
    const [commit, author, parents, ...rest] = (await bash(agent, script)).split("\n");
    expect(commit).toBe(first.commit);
    expect(author).toBe("Anna <noreply@sandbar.invalid>");
    expect(parents).toBe((await stubOf(launch).record())?.commit);
    expect(rest.join("\n")).toMatch(/^work\n100755 /);
  });

  const again = await exported(launch, { kind: "branch", branch });
  expect(again).toMatchObject({ status: "succeeded", commit: first.commit, summary: { unchanged: true } });
  expect(await tipOf("branches.git", branch)).toBe(first.commit);

  const generation = await resume(launch);
  await bash(agentOf(launch, generation), `git add -A; ${COMMIT} -m own; echo more > work`);
  const more = await exported(launch, { kind: "branch", branch, source: "live" });
  expect(more).toMatchObject({ status: "succeeded", summary: { unchanged: false }, checkpoint_id: null });
  await withClone("branches.git", async (agent) => {
    const parents = (await bash(agent, `git log -1 --format=%P ${more.commit}`)).trim().split(" ");
    expect(parents).toHaveLength(2); // the earlier export, and what was committed in the sandbox
    expect(parents[0]).toBe(first.commit);
    expect(await bash(agent, `git show ${more.commit}:work`)).toBe("more\n");
  });

  const theirs = await pushOnTop("branches.git", branch);
  await bash(agentOf(launch, generation), "echo even more > work");
  const refused = await exported(launch, { kind: "branch", branch, source: "live" });
  expect(refused).toMatchObject({ status: "failed", error: { reason_code: "branch_diverged" } });
  expect(await tipOf("branches.git", branch)).toBe(theirs);
  const elsewhere = await exported(launch, { kind: "branch", branch: "sandbar/story-2", source: "live" });
  expect(elsewhere.status).toBe("succeeded");
  await discard(launch);
});

describe("a branch", () => {
  test("without a name of its own is sandbar/NAME; committed work is pushed as it is, then forwards", async () => {
    const launch = await launchFrom("pushes.git");
    const agent = agentOf(launch, 1);
    const commitWork = `echo "$RANDOM" > work; git add -A; ${COMMIT} -m own; git rev-parse HEAD`;
    for (const _ of [1, 2]) {
      const head = (await bash(agent, commitWork)).trim();
      const made = await exported(launch, { kind: "branch", source: "live" });
      expect(made).toMatchObject({ branch: `sandbar/${launch.identity.name}`, commit: head });
      expect(await tipOf("pushes.git", made.branch ?? "")).toBe(head);
    }
    await discard(launch);
  });

  test("that has this tree already is a success that pushes nothing", async () => {
    const launch = await launchFrom("pushes.git");
    const made = await exported(launch, { kind: "branch", branch: "other", source: "live" });
    const base = (await stubOf(launch).record())?.commit;
    expect(made).toMatchObject({ status: "succeeded", commit: base, summary: { unchanged: true } });
    await discard(launch);
  });

  test("in the way of another's name, or checked out on the server, is refused", async () => {
    const launch = await launchFrom("checked-out");
    await bash(agentOf(launch, 1), "echo work > work");
    await save(launch);
    for (const [branch, reason_code] of [
      ["main", "branch_checked_out"],
      ["main/below", "push_rejected"],
    ] as const) {
      const made = await exported(launch, { kind: "branch", branch });
      expect(made).toMatchObject({ status: "failed", error: { reason_code, next_step: expect.any(String) } });
    }
    await discard(launch);
  });

  test("is made although a crash has left a scratch sandbox behind", async () => {
    const launch = await launchFrom("pushes.git");
    const left = `${launch.identity.id}-ex`;
    await engine().start(left, 7, {
      limits: LIMITS,
      image: "default",
      workspace: "fresh",
      egress: { mode: "none" },
    });
    const made = await exported(launch, { kind: "branch", branch: "after-crash", source: "live" });
    expect(made.status).toBe("succeeded");
    await discard(launch);
  });

  test("C17: what it signs in with is in nothing that its object keeps", async () => {
    const launch = await launchFrom("pushes.git");
    const credential = { username: "anna", password: "canary-of-the-object" };
    const made = await exported(launch, { kind: "branch", branch: "signed", source: "live", credential });
    expect(made).toMatchObject({ status: "succeeded", signs_in: true });
    const object = env.SANDBOX.get(env.SANDBOX.idFromName(launch.identity.id));
    const kept = await runInDurableObject(object, (_, { storage }) => {
      const tables = storage.sql.exec<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*'",
      );
      return JSON.stringify(
        [...tables].map(({ name }) => storage.sql.exec(`SELECT * FROM ${name}`).toArray()),
      );
    });
    expect(kept).toContain(made.export_id);
    expect(kept).not.toContain("canary");
    await discard(launch);
  });

  test("whose sign-in a restart has forgotten asks for another export", async () => {
    const effect = { type: "export", kind: "branch", export_id: "ex_1" } as ExportEffect;
    const around = {
      record: { repository: "https://git.test/a/b.git" },
      journal: { setting: () => null },
      credential: () => null,
    } as unknown as Surroundings;
    const made = exportBranch(effect, { signs_in: true } as ExportRecord, around);
    await expect(made).rejects.toMatchObject({
      refusal: { reason_code: "credential_gone", retryable: false },
    });
  });
});
