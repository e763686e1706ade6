import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AgentProcess, startAgentProcess } from "./testing/agent-process.ts";

let agent: AgentProcess;
beforeEach(async () => {
  agent = await startAgentProcess();
});
afterEach(() => agent.stop());

const here = (name: string) => join(agent.workspace, name);
const taken = async () => (await agent.client.fingerprint()).fingerprint;

function fill(): void {
  mkdirSync(here("src/empty"), { recursive: true });
  writeFileSync(here("src/a"), "one");
  writeFileSync(here("src/b"), "two");
  symlinkSync("a", here("src/link"));
  linkSync(here("src/a"), here("again"));
}

/** Puts the times back, as an unpacker or a build tool may. */
function withSameTimes(path: string, change: () => void): void {
  const { atime, mtime } = lstatSync(path);
  change();
  utimesSync(path, atime, mtime);
}

const changes: [string, () => void][] = [
  ["other bytes", () => writeFileSync(here("src/b"), "2wo")],
  [
    "other bytes, its times put back",
    () => withSameTimes(here("src/b"), () => writeFileSync(here("src/b"), "2wo")),
  ],
  ["another mode", () => chmodSync(here("src/b"), 0o600)],
  ["another name", () => renameSync(here("src/b"), here("src/c"))],
  ["another place", () => renameSync(here("src/b"), here("b"))],
  ["names changed for each other", () => swap(here("src/a"), here("src/b"))],
  ["a copy in a file's place", () => withSameTimes(here("src/b"), () => replaceByCopy(here("src/b")))],
  ["another file", () => writeFileSync(here("src/new"), "")],
  ["another folder", () => mkdirSync(here("src/empty/new"))],
  ["a file less", () => rmSync(here("again"))],
  [
    "another link",
    () => {
      rmSync(here("src/link"));
      symlinkSync("b", here("src/link"));
    },
  ],
];

test.each(changes)("differs after %s", async (_, change) => {
  fill();
  const before = await agent.client.fingerprint();
  // 3 files, of which two names are one.
  expect(before).toMatchObject({ file_count: 2, size_bytes: 6 });
  expect(await agent.client.fingerprint()).toEqual(before);
  change();
  expect(await taken()).not.toBe(before.fingerprint);
});

test("stays the same while the workspace is read, saved, and asked for git's facts", async () => {
  fill();
  await agent.client.run({ exec_id: "git", argv: ["git", "init", "-q"] });
  const before = await taken();
  await agent.client.run({ exec_id: "read", argv: ["sh", "-c", "cat src/* > /dev/null; ls -lR ."] });
  for await (const _ of await agent.client.archive("a"));
  await agent.client.git();
  readFileSync(here("src/a"));
  expect(await taken()).toBe(before);
});

test("leaves out what an archive leaves out", async () => {
  fill();
  const before = await taken();
  writeFileSync(here(".sandbar-tmp-1"), "unfinished");
  mkdirSync(here(".sandbar-restore-1"));
  expect(await taken()).toBe(before);
});

test("a file that is written just after, to the same length, never passes for unchanged", async () => {
  writeFileSync(here("log"), "0000");
  for (let round = 1; round <= 60; round++) {
    const before = await taken();
    writeFileSync(here("log"), String(round).padStart(4, "0"));
    expect(await taken()).not.toBe(before);
  }
});

test("names are bytes: two that read the same as text are two", async () => {
  const name = (byte: number) => Buffer.concat([Buffer.from(here("n-")), Buffer.from([byte])]);
  writeFileSync(name(0xff), "x");
  const before = await taken();
  renameSync(name(0xff), name(0xfe));
  expect(await taken()).not.toBe(before);
  expect((await agent.client.fingerprint()).file_count).toBe(1);
});

test("files that come and go meanwhile do not break it", async () => {
  for (let file = 0; file < 3000; file++) writeFileSync(here(`f${file}`), "x");
  const [found] = await Promise.all([
    agent.client.fingerprint(),
    agent.client.run({
      exec_id: "churn",
      argv: ["sh", "-c", "rm -f f1*; for i in 1 2 3; do mkdir d$i; touch d$i/x; rm -r d$i; done"],
    }),
  ]);
  expect(found.fingerprint).toMatch(/^[0-9a-f]{64}$/);
});

test("50,000 files: others are served in between, and it is no activity", async () => {
  for (let folder = 0; folder < 50; folder++) {
    mkdirSync(here(`d${folder}`));
    for (let file = 0; file < 1000; file++) writeFileSync(here(`d${folder}/f${file}`), "x");
  }
  const { last_at } = await agent.client.activity();
  let walking = true;
  let served = 0;
  const walk = agent.client.fingerprint().finally(() => {
    walking = false;
  });
  for (; walking; served++) await agent.client.health();
  expect(await walk).toMatchObject({ file_count: 50_000, size_bytes: 50_000 });
  expect(served).toBeGreaterThan(10);
  expect((await agent.client.activity()).last_at).toBe(last_at);
});

test.skipIf(process.getuid?.() !== 0)(
  "what can't be read counts as it is, for the save to name",
  async () => {
    const own = await startAgentProcess({ uid: 54_321 });
    try {
      await own.client.run({
        exec_id: "make",
        argv: ["sh", "-c", "mkdir closed; chmod 0 closed; echo a > b"],
      });
      expect(await own.client.fingerprint()).toMatchObject({ file_count: 1, size_bytes: 2 });
      const before = await own.client.fingerprint();
      appendFileSync(join(own.workspace, "b"), "more");
      expect(await own.client.fingerprint()).not.toEqual(before);
    } finally {
      await own.stop();
    }
  },
);

function swap(one: string, other: string): void {
  renameSync(one, `${one}.tmp`);
  renameSync(other, one);
  renameSync(`${one}.tmp`, other);
}

function replaceByCopy(path: string): void {
  copyFileSync(path, `${path}.copy`);
  renameSync(`${path}.copy`, path);
}
