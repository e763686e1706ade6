import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  closeSync,
  existsSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type AgentProcess, startAgentProcess } from "./testing/agent-process.ts";
import { factsOf, restoredBy, savedBy } from "./testing/archives.ts";

let agent: AgentProcess;
let next = 0;
beforeEach(async () => {
  agent = await startAgentProcess();
});
afterEach(() => agent.stop());

const here = (name: string) => join(agent.workspace, name);

const save = (id = `a${next++}`) => savedBy(agent.client, id);
const restore = (bytes: Uint8Array) => restoredBy(agent.client, bytes);
const workspaceFacts = (timeUnitMs = 1) => factsOf(Buffer.from(agent.workspace), timeUnitMs);

function fill(): void {
  mkdirSync(here("empty/nested/empty"), { recursive: true });
  writeFileSync(here("file"), randomBytes(100_000));
  writeFileSync(here("zero"), "");
  writeFileSync(here("run.sh"), "#!/bin/sh\n", { mode: 0o755 });
  writeFileSync(here("secret"), "s", { mode: 0o600 });
  linkSync(here("file"), here("hard"));
  mkdirSync(here("z"));
  linkSync(here("file"), here("z/hard-too"));
  symlinkSync("file", here("soft"));
  symlinkSync("/nonexistent/äöü", here("dangling"));
  symlinkSync("../..", here("out"));
  symlinkSync("t".repeat(300), here("long-target"));
  lutimesSync(here("soft"), 1e9, 1e9);
  const long = Array.from({ length: 8 }, (_, depth) => `${depth}-${"long".repeat(20)}`).join("/");
  mkdirSync(here(long), { recursive: true });
  writeFileSync(here(`${long}/${"n".repeat(255)}`), "deep");
  writeFileSync(here("ünïcode-\u{1f600}"), "u");
  writeFileSync(Buffer.concat([Buffer.from(here("latin1-")), Buffer.from([0xff, 0xe4, 0x0a])]), "bytes");
  writeFileSync(here("old"), "o");
  utimesSync(here("old"), 86_400.5, 86_400.5);
  mkdirSync(here("read-only"));
  writeFileSync(here("read-only/kept"), "k", { mode: 0o444 });
  chmodSync(here("read-only"), 0o555);
}

test("saves and restores modes, links, empty folders, long and strange names, and times, byte-exact", async () => {
  fill();
  execFileSync("mkfifo", [here("fifo")]);
  const before = workspaceFacts();
  const { bytes, result } = await save();
  expect(result.size_bytes).toBe(bytes.byteLength);
  expect(result.content_sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
  chmodSync(here("read-only"), 0o755);
  writeFileSync(here("later"), "to be gone");
  rmSync(here("file"));
  expect(await restore(bytes)).toEqual({ file_count: result.file_count, size_bytes: bytes.byteLength });
  expect(workspaceFacts()).toEqual(before);
  expect(existsSync(here("fifo"))).toBe(false);
  expect(lstatSync(here("file")).ino).toBe(lstatSync(here("hard")).ino);
  const again = await save();
  expect(gunzipSync(again.bytes).equals(gunzipSync(bytes))).toBe(true);
});

test("is read by GNU tar, and reads what GNU tar writes", async () => {
  fill();
  chmodSync(here("read-only"), 0o755);
  const { bytes } = await save();
  const elsewhere = join(dirname(agent.workspace), "elsewhere");
  mkdirSync(elsewhere);
  execFileSync("tar", ["xzpf", "-", "-C", elsewhere], { input: bytes, stdio: ["pipe", "inherit", "ignore"] });
  expect(factsOf(Buffer.from(elsewhere))).toEqual(workspaceFacts());
  for (const format of ["gnu", "pax", "ustar"]) {
    if (format === "ustar")
      for (const name of readdirSync(elsewhere))
        if (/^0-|long/.test(name)) rmSync(join(elsewhere, name), { recursive: true });
    const made = execFileSync("tar", [`--format=${format}`, "-cz", "-C", elsewhere, "."], { maxBuffer: 1e9 });
    await restore(made);
    expect(workspaceFacts(1000)).toEqual(factsOf(Buffer.from(elsewhere), 1000));
  }
});

test("10,000 files and one of 200 MB, streaming in bounded memory", async () => {
  for (let folder = 0; folder < 100; folder++) {
    mkdirSync(here(`d${folder}`));
    for (let file = 0; file < 100; file++)
      writeFileSync(here(`d${folder}/f${file}`), `content ${folder} ${file}`);
  }
  const block = randomBytes(1024 * 1024);
  for (let round = 0; round < 200; round++) appendFileSync(here("large"), block);
  const sparse = openSync(here("sparse"), "w");
  ftruncateSync(sparse, 300_000_000);
  closeSync(sparse);
  const hash = () =>
    execFileSync("sh", ["-c", "find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum"], {
      cwd: agent.workspace,
    }).toString();
  const before = hash();
  const memory = agent.memory();
  const archive = here("../archive.tgz");
  rmSync(archive, { force: true });
  let most = 0;
  for await (const chunk of await agent.client.archive("large")) {
    appendFileSync(archive, chunk);
    most = Math.max(most, agent.memory());
  }
  expect(await agent.client.archiveResult("large")).toMatchObject({
    file_count: 10_002,
    size_bytes: lstatSync(archive).size,
  });
  const watch = setInterval(() => {
    most = Math.max(most, agent.memory());
  }, 20);
  await restore(readFileSync(archive));
  clearInterval(watch);
  expect(most - memory).toBeLessThan(150e6);
  expect(hash()).toBe(before);
}, 180_000);

test("files that come, go and change size meanwhile do not break it", async () => {
  for (let file = 0; file < 500; file++) writeFileSync(here(`f${file}`), randomBytes(20_000));
  writeFileSync(here("shrinks"), randomBytes(5_000_000));
  const stream = await agent.client.archive("moving");
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  for (let round = 0; ; round++) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    if (round === 1) {
      for (let file = 250; file < 500; file += 2) rmSync(here(`f${file}`), { force: true });
      truncateSync(here("shrinks"), 10);
    }
  }
  const { file_count } = await agent.client.archiveResult("moving");
  expect(file_count).toBeLessThanOrEqual(501);
  expect((await restore(Buffer.concat(chunks))).file_count).toBe(file_count);
});

test("a swap that died in the middle is settled at the next start: undone before its point of no return, finished after", async () => {
  for (const movedAway of [false, true]) {
    const folder = dirname(agent.workspace);
    for (const name of readdirSync(agent.workspace)) rmSync(here(name), { recursive: true });
    const staging = here(".sandbar-restore-abc");
    mkdirSync(join(staging, "new"), { recursive: true });
    mkdirSync(join(staging, "old"));
    writeFileSync(join(staging, "old/earlier"), "1");
    writeFileSync(join(staging, "new/later"), "2");
    writeFileSync(here(movedAway ? "moved-already" : "not-yet-moved"), "3");
    if (movedAway) writeFileSync(join(staging, "moved-away"), "");
    expect(readdirSync(agent.workspace)).toHaveLength(2);
    await agent.stop({ keep: true });
    agent = await startAgentProcess({ folder, generation: 2 });
    const expected = movedAway ? ["later", "moved-already"] : ["earlier", "not-yet-moved"];
    expect(readdirSync(agent.workspace).sort()).toEqual(expected);
  }
});

test("tells the commit of a repository, and git's facts", async () => {
  expect(await agent.client.git()).toEqual({
    commit: null,
    branch: null,
    dirty_files: null,
    unpushed_commits: null,
  });
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: agent.workspace })
      .toString()
      .trim();
  git("init", "-q", "-b", "main");
  expect(await agent.client.git()).toMatchObject({ commit: null, branch: "main", unpushed_commits: 0 });
  writeFileSync(here("a b\nc"), "1");
  git("add", ".");
  git("commit", "-q", "-m", "one");
  renameSync(here("a b\nc"), here("d"));
  git("add", ".");
  writeFileSync(here("new"), "2");
  const commit = git("rev-parse", "HEAD");
  expect(await agent.client.git()).toEqual({ commit, branch: "main", dirty_files: 2, unpushed_commits: 1 });
  expect((await save()).result.commit).toBe(commit);
});

describe.skipIf(process.getuid?.() !== 0)("R4: as an ordinary user", () => {
  const uid = 54_321;
  let own: AgentProcess;
  beforeEach(async () => {
    own = await startAgentProcess({ uid });
  });
  afterEach(() => own.stop());

  test("everything works, and nothing is written but the workspace and the home folder", async () => {
    const whoami = await own.client.run({ exec_id: "id", argv: ["id", "-u"] });
    expect(new TextDecoder().decode(whoami.stdout)).toBe(`${uid}\n`);
    await own.client.createPty({ pty_id: "p", cols: 80, rows: 24, argv: ["id", "-u"] });
    await expect
      .poll(async () => (await own.client.listPtys())[0]?.exit)
      .toEqual({ exit_code: 0, signal: null });
    const { stdout } = await own.client.run({
      exec_id: "find",
      argv: ["find", dirname(own.workspace), "-user", String(uid), "-path", "*/opt/*"],
    });
    expect(stdout.byteLength).toBe(0);
  });

  test("a file that can't be read fails the archive, which names it", async () => {
    await own.client.run({
      exec_id: "make",
      argv: ["sh", "-c", "echo a > fine; echo b > un.readable; chmod 0 un.readable"],
    });
    const read = async () => {
      for await (const _ of await own.client.archive("unreadable"));
    };
    await expect(read()).rejects.toThrow();
    await expect(own.client.archiveResult("unreadable")).rejects.toMatchObject({
      refusal: { reason_code: "archive_incomplete", message: expect.stringContaining("un.readable") },
    });
  });

  test("read-only folders are saved, replaced and deleted", async () => {
    const script = "mkdir -p ro/in top; echo 1 > ro/in/f; chmod 555 ro/in ro; chmod 555 top";
    await own.client.run({ exec_id: "make", argv: ["sh", "-c", script] });
    const before = factsOf(Buffer.from(own.workspace));
    const chunks: Uint8Array[] = [];
    for await (const chunk of await own.client.archive("ro")) chunks.push(chunk);
    await own.client.restore(new Blob([Buffer.concat(chunks)]).stream());
    expect(factsOf(Buffer.from(own.workspace))).toEqual(before);
    await own.client.deleteFile("ro", { recursive: true });
    expect(readdirSync(own.workspace)).toEqual(["top"]);
  });
});
