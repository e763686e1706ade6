/**
 * Branch exports as they reach a real server over HTTP, through a real agent. Without a jail, because a jail's network
 * refuses private addresses, which a server in a test has.
 */
import { execFileSync, spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { EngineError } from "../../workers/engines/engine.ts";
import type { PushCredential } from "../../workers/sandbox/contract.ts";
import { ExportGit } from "../../workers/sandbox/effects/export-git.ts";
import { type Published, publish } from "../../workers/sandbox/effects/export-publish.ts";
import { type Remote, remoteOver } from "../../workers/sandbox/effects/export-remote.ts";
import { writeTree } from "../../workers/sandbox/effects/export-tree.ts";
import { type AgentProcess, startAgentProcess } from "./testing/agent-process.ts";
import { type GitServer, startGitServer } from "./testing/git-server.ts";

const CANARY = "c4n4ry/ token+ü$(x)'\"";
const SIGNED_IN = { username: "anna@example.test", password: CANARY };
const NEEDLES = [
  CANARY,
  encodeURIComponent(CANARY),
  Buffer.from(`${SIGNED_IN.username}:${CANARY}`).toString("base64"),
];
const root = mkdtempSync(join(realpathSync(tmpdir()), "sandbar-push-"));
const hosted = join(root, "project.git");
const signal = new AbortController().signal;
let agent: AgentProcess;
let server: GitServer;
let elsewhere: GitServer;
let traces: string[] = [];

const git = (folder: string, ...args: string[]): string =>
  execFileSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@t.test", ...args], {
    stdio: ["ignore", "pipe", "ignore"],
  })
    .toString()
    .trim();

beforeAll(async () => {
  git("/", "init", "-q", "--bare", "-b", "main", hosted);
  git(hosted, "config", "http.receivepack", "true");
  agent = await startAgentProcess();
  const account = { root, username: SIGNED_IN.username, password: CANARY };
  server = await startGitServer({ ...account, onRequest: () => traces.push(...found()) });
  elsewhere = await startGitServer({ ...account, password: "another" });
});
afterAll(async () => {
  await Promise.all([agent.stop(), server.stop(), elsewhere.stop()]);
  rmSync(root, { recursive: true });
});
beforeEach(() => {
  traces = [];
  server.authorizations.length = 0;
  elsewhere.authorizations.length = 0;
  rmSync(agent.workspace, { recursive: true });
  mkdirSync(agent.workspace);
  git(agent.workspace, "init", "-q", "-b", "main");
  git(agent.workspace, "commit", "-q", "--allow-empty", "-m", "first");
  writeFileSync(join(agent.workspace, "work"), "work\n");
});

/** Where the credential shows: in arguments and environments of all processes, and in the sandbox's files. */
function found(): string[] {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const open = processes.flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]);
  const folder = dirname(agent.workspace);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return [...open, ...files].filter((path) => {
    try {
      const content = readFileSync(path);
      return NEEDLES.some((needle) => content.includes(needle));
    } catch {
      return false; // ended, or removed meanwhile
    }
  });
}

async function opened(url: string, credential: PushCredential | null = SIGNED_IN) {
  const written = await writeTree(agent.client, null, signal, () => undefined);
  const exporting = new ExportGit(agent.client, written.env, signal);
  return { written, git: exporting, remote: remoteOver(url, credential, exporting) };
}

async function push(
  branch: string,
  url = `${server.url}/project.git`,
  credential: PushCredential | null = SIGNED_IN,
  around: (remote: Remote) => Remote = (remote) => remote,
): Promise<Published> {
  const { written, git: exporting, remote } = await opened(url, credential);
  const wanted = {
    sandbox: "demo",
    author: "Anna <x>",
    base: null,
    earlier: [],
    requested_at: 1_800_000_000_000,
  };
  return publish(exporting, written, around(remote), { ...wanted, branch, export_id: "ex_1" });
}

async function refusalOf(made: Promise<unknown>) {
  const error = await made.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof EngineError)) throw new Error(`no refusal: ${String(error)}`);
  return error.refusal;
}

test("C16, C17: a branch is pushed with a token that shows in no argument, environment, file or answer", async () => {
  const made = await push("sandbar/demo");
  expect(git(hosted, "rev-parse", "sandbar/demo")).toBe(made.commit);
  expect(git(hosted, "show", "sandbar/demo:work")).toBe("work");
  expect(server.authorizations.length).toBeGreaterThan(2);
  expect(traces).toEqual([]);
  expect(found()).toEqual([]);
  expect(JSON.stringify(made)).not.toContain("c4n4ry");

  // The control: what is looked for would be found.
  const child = spawn("sleep", ["60"], { env: { ...process.env, LEAK: CANARY }, stdio: "ignore" });
  writeFileSync(join(agent.home, "leak"), CANARY);
  expect(found()).toEqual([`/proc/${child.pid}/environ`, join(agent.home, "leak")]);
  child.kill();
  rmSync(join(agent.home, "leak"));
});

test("the same commit is made again when the effect is repeated, and that is no change of somebody else", async () => {
  const made = await push("repeated");
  const again = await push("repeated");
  expect(again).toEqual(made);
  expect(again.summary).toEqual({ unchanged: false });
});

test("a branch that moves between the look and the push is not overwritten", async () => {
  const theirs = (await push("raced")).commit;
  writeFileSync(join(agent.workspace, "work"), "other\n");
  const racing = push("race", undefined, undefined, (remote) => ({
    ...remote,
    push: async (...args) => {
      git(hosted, "update-ref", "refs/heads/race", theirs);
      await remote.push(...args);
    },
  }));
  expect(await refusalOf(racing)).toMatchObject({ reason_code: "branch_diverged", retryable: false });
  expect(git(hosted, "rev-parse", "race")).toBe(theirs);
});

test("a wrong token, or none, asks for one that may push", async () => {
  const url = `${server.url}/project.git`;
  for (const credential of [{ username: "anna", password: "wrong" }, null]) {
    const refusal = await refusalOf(push("no", url, credential));
    expect(refusal).toMatchObject({
      reason_code: "push_unauthorized",
      next_step: expect.stringContaining("token"),
    });
  }
  expect(git(hosted, "for-each-ref", "refs/heads/no")).toBe("");
});

test("what the server refuses is told, and what it repeats of the token is not", async () => {
  const hook = join(hosted, "hooks/pre-receive");
  writeFileSync(hook, "#!/bin/sh\necho not on Fridays; exit 1\n", { mode: 0o755 });
  const rejected = await refusalOf(push("friday"));
  rmSync(hook);
  expect(rejected).toMatchObject({ reason_code: "push_rejected" });
  expect(rejected.message).toContain("not on Fridays");

  const forbidden = await refusalOf(push("no", `${server.url}/forbidden/project.git`));
  expect(forbidden.reason_code).toBe("push_unauthorized");
  for (const needle of NEEDLES) expect(JSON.stringify(forbidden)).not.toContain(needle);
});

test("a redirect to another host is not told the token", async () => {
  const target = encodeURIComponent(`${elsewhere.url}/project.git/info/refs?service=git-upload-pack`);
  const refusal = await refusalOf(push("no", `${server.url}/moved/${target}`));
  expect(["push_unauthorized", "repository_unreachable"]).toContain(refusal.reason_code);
  expect(elsewhere.requests).toBeGreaterThan(0);
  expect(elsewhere.authorizations).toEqual([]);
});

test("an address of ssh is refused before anything is tried", async () => {
  for (const url of ["git@git.test:a/b.git", "ssh://git@git.test/a/b.git"]) {
    expect(await refusalOf(push("no", url))).toMatchObject({ reason_code: "push_unsupported" });
  }
});
