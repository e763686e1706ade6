/** A day's work by the command line alone, against the running product. */
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../product/polling.ts";
import { clientTests } from "./cli/client-tests.ts";
import { Day } from "./cli/day.ts";
import { shareTests } from "./cli/share-tests.ts";

let day: Day;

beforeAll(async () => {
  day = await Day.begin();
});
afterAll(() => day?.end());

test("one logs in with the token on standard input, and it is kept for nobody else", async () => {
  const before = await day.line("list", "--json");
  expect(before).toMatchObject({ code: 1, stdout: "" });
  expect(JSON.parse(before.stderr)).toMatchObject({ reason_code: "not_logged_in", retryable: false });
  const wrong = await day.fed("sbx_wrong", "login", day.product.origin, "--json");
  expect(wrong).toMatchObject({ code: 1, stdout: "" });
  day.client.named(wrong.stderr, "Error");
  const ran = await day.fed(`${day.token}\n`, "login", day.product.origin, "--json");
  expect(ran).toMatchObject({ code: 0, stderr: "" });
  day.client.body(ran.stdout, "get /me");
  expect(ran.stdout).not.toContain(day.token);
  expect(statSync(join(day.config, "sandbar/config.json")).mode & 0o777).toBe(0o600);
});

test("one launches from a repository, with variables that no argument shows, and finds it again", async () => {
  writeFileSync(join(day.cwd, "variables"), "FROM_FILE='a b'\n");
  const launch = ["launch", "day", "--repository", `file://${day.repository}`, "--ref", "main", "--wait"];
  const command = 'echo "$GIVEN,$FROM_FILE,$XDG_CONFIG_HOME"; exec sleep infinity';
  const env = ["--env", "GIVEN=1", "--env", "XDG_CONFIG_HOME", "--env-file", "variables"];
  const launched = await day.json(...launch, "--command", command, "--idle-timeout", "60", ...env);
  expect(day.client.body(launched, "post /sandboxes")).toMatchObject({
    sandbox: { name: "day", state: "running", commit: day.git("-C", day.repository, "rev-parse", "main") },
    reused: false,
  });
  const wanted = `1,a b,${day.config}\n`;
  await eventually("the task's output", 30_000, async () => {
    return (await day.line("logs", "day", "--source", "task")).stdout === wanted;
  });
  expect(day.client.body(await day.json("status", "day"), "get /sandboxes/{name}")).toMatchObject({
    name: "day",
  });
  const page = day.client.body<{ items: { name: string }[] }>(
    await day.json("list", "--all"),
    "get /sandboxes",
  );
  expect(page.items.map(({ name }) => name)).toEqual(["day"]);
  expect((await day.line("list", "--state", "running")).stdout).toMatch(
    /^NAME +STATE[^\n]+\nday +running +Anna/,
  );
  expect((await day.line("open", "day")).stdout).toBe(`${day.product.origin}/sandboxes/day\n`);
  day.client.body(
    await day.json("keep-alive", "day", "--minutes", "90"),
    "post /sandboxes/{name}/keep-alive",
  );
  expect((await day.refusal(1, "launch", "Bad Ref", "--ref", "main")).reason_code).toBe(
    "ref_without_repository",
  );
});

test("a command's output, input and end are those of the command", async () => {
  const script = "echo out; echo err >&2; exit 7";
  const plain = await day.line("exec", "day", "--", "sh", "-c", script);
  expect(plain).toEqual({ code: 1, stdout: "out\n", stderr: "err\n" });
  expect((await day.line("exec", "day", "--exit-code", "--", "sh", "-c", script)).code).toBe(7);
  expect((await day.line("exec", "day", "--exit-code", "--", "sh", "-c", "kill -9 $$")).code).toBe(137);
  const sorted = await day.fed("b\nü\na\n", "exec", "day", "--stdin", "--", "sort");
  expect(sorted).toEqual({ code: 0, stdout: "a\nb\nü\n", stderr: "" });
  const result = await day.json("exec", "day", "--", "cat", "greeting.txt");
  expect(day.client.body(result, "post /sandboxes/{name}/exec")).toMatchObject({
    stdout: "hello\n",
    exit_code: 0,
  });
  expect(await day.refusal(1, "exec", "day", "--", "no-such-program")).toMatchObject({
    reason_code: "command_not_found",
  });
  const numbers = await day.line("exec", "day", "--", "seq", "200000");
  expect(numbers.stdout).toBe(Array.from({ length: 200_000 }, (_, index) => `${index + 1}\n`).join(""));
});

test("Ctrl-C ends the command in the sandbox too", async () => {
  const child = day.start("exec", "day", "--", "sh", "-c", "echo begun; exec sleep 98765");
  const exited = once(child, "exit");
  await once(child.stdout, "data");
  child.kill("SIGINT");
  expect(await exited).toEqual([1, null]);
  expect((await day.line("exec", "day", "--", "pgrep", "-f", "^sleep 98765")).stdout).toBe("");
});

test("work is saved and taken home as archive, patch and branch, every byte checked", async () => {
  await day.line("exec", "day", "--", "sh", "-c", "echo hello, world > greeting.txt; seq 100000 > numbers");
  day.client.body(await day.json("checkpoint", "day"), "post /sandboxes/{name}/checkpoints");
  const saves = day.client.body<{ items: { reason: string }[] }>(
    await day.json("checkpoints", "day"),
    "get /sandboxes/{name}/checkpoints",
  );
  expect(saves.items.map(({ reason }) => reason)).toContain("manual");

  const exported = await day.json("export", "day", "--kind", "archive", "--output", "day.tgz");
  const { content_sha256 } = day.client.named<{ content_sha256: string }>(exported, "Export");
  const bytes = readFileSync(join(day.cwd, "day.tgz"));
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(content_sha256);
  const unpacked = execFileSync("tar", ["-xzOf", "-", "greeting.txt"], { input: bytes, encoding: "utf8" });
  expect(unpacked).toBe("hello, world\n");

  const patch = await day.line("export", "day", "--kind", "patch", "--source", "live", "--output", "-");
  const check = join(day.product.folder, "patched");
  day.git("clone", "--quiet", day.repository, check);
  execFileSync("git", ["-C", check, "apply"], { input: patch.stdout });
  expect(readFileSync(join(check, "greeting.txt"), "utf8")).toBe("hello, world\n");

  const pushed = day.client.named<{ commit: string }>(
    await day.json("export", "day", "--kind", "branch", "--branch", "from-the-line"),
    "Export",
  );
  expect(day.git("-C", day.repository, "rev-parse", "from-the-line")).toBe(pushed.commit);
  expect(day.git("-C", day.repository, "show", "from-the-line:greeting.txt")).toBe("hello, world");
  expect(await day.line("export", "day", "--kind", "archive", "--output", "day.tgz")).toMatchObject({
    code: 1,
  });
});

test("files go there and come back, whatever they are called and hold", async () => {
  const bytes = Buffer.concat([randomBytes(3_000_000), Buffer.from([0, 0xff, 0x0a])]);
  writeFileSync(join(day.cwd, "here.bin"), bytes);
  const there = "some folder/a%2e#?ü.bin";
  const put = await day.json("files", "put", "day", there, "here.bin", "--mode", "750");
  expect(day.client.body(put, "put /sandboxes/{name}/files/{path}")).toEqual({
    created: true,
    size_bytes: bytes.length,
  });
  const got = await day.json("files", "get", "day", there, "--output", "back.bin");
  expect(JSON.parse(got)).toEqual({ output: "back.bin", size_bytes: bytes.length });
  expect(readFileSync(join(day.cwd, "back.bin")).equals(bytes)).toBe(true);
  expect(await day.ownRefusal(1, "files", "get", "day", there, "--output", "back.bin")).toMatchObject({
    reason_code: "file_exists",
  });
  const folder = day.client.body<{ entries: object[] }>(
    await day.json("files", "list", "day", "some folder"),
    "get /sandboxes/{name}/files",
  );
  expect(folder.entries).toMatchObject([
    { name: "a%2e#?ü.bin", mode: 0o750 & 0o7777, size_bytes: bytes.length },
  ]);
  expect((await day.line("files", "list", "day")).stdout).toMatch(/^MODE +SIZE +CHANGED +NAME\n/);

  expect(await day.fed("b\n", "files", "put", "day", "x/../../home/sandbox/note", "-")).toMatchObject({
    code: 0,
  });
  expect((await day.line("exec", "day", "--", "cat", "/home/sandbox/note")).stdout).toBe("b\n");
  expect(await day.line("files", "get", "day", "/home/sandbox/note", "--output", "-")).toEqual({
    code: 0,
    stdout: "b\n",
    stderr: "",
  });
  expect(await day.refusal(1, "files", "get", "day", "../../etc/passwd")).toMatchObject({
    reason_code: "path_outside",
  });
  expect(await day.refusal(1, "files", "get", "day", "none")).toMatchObject({
    reason_code: "path_not_found",
  });
});

test("what listens is listed, and what happened is told", async () => {
  await day.line("exec", "day", "--", "sh", "-c", "setsid python3 -m http.server 8123 >server.log 2>&1 &");
  const port = await eventually("port 8123", 30_000, async () => {
    const list = await day.json("ports", "day");
    const { items } = day.client.body<{ items: { port: number }[] }>(list, "get /sandboxes/{name}/ports");
    return items.find((one) => one.port === 8123);
  });
  expect(port).toMatchObject({ url: expect.stringContaining("8123") });
  expect((await day.line("ports", "day")).stdout).toMatch(/^PORT +PROGRAM[^\n]+\n(.*\n)*8123 +python3/);
  const events = day.client.body<{ items: { type: string; seq: number }[] }>(
    await day.json("events", "day"),
    "get /sandboxes/{name}/events",
  );
  expect(events.items.map(({ seq }) => seq)).toEqual(events.items.map((_, index) => index + 1));
  expect((await day.line("events", "day")).stdout.split("\n")[0]).toContain("  Anna  ");
});

test("another sandbox begins with the saved files, and goes its own way", async () => {
  const forked = await day.json("fork", "day", "fork-of-day", "--wait");
  expect(day.client.body(forked, "post /sandboxes/{name}/fork")).toMatchObject({
    sandbox: { name: "fork-of-day", state: "running" },
  });
  expect((await day.line("exec", "fork-of-day", "--", "cat", "greeting.txt")).stdout).toBe("hello, world\n");
  expect((await day.refusal(1, "fork", "day", "fork-of-day")).reason_code).toBe("name_taken");
  await day.json("teardown", "fork-of-day", "--discard", "--confirm", "fork-of-day", "--force");
});

shareTests(() => day);
clientTests(() => day);

test("a sandbox is torn down, looked back at, resumed, and discarded only with its name", async () => {
  expect((await day.refusal(1, "teardown", "day")).reason_code).toBe("sandbox_attached");
  const torn = day.client.body<{ operation_id: string }>(
    await day.json("teardown", "day", "--force"),
    "post /sandboxes/{name}/teardown",
  );
  const operation = await day.json("operation", "day", torn.operation_id);
  expect(day.client.body(operation, "get /sandboxes/{name}/operations/{operation_id}")).toMatchObject({
    type: "teardown",
    status: "succeeded",
  });
  expect(JSON.parse(await day.json("status", "day"))).toMatchObject({ state: "destroyed" });
  day.client.body(await day.json("logs", "day"), "get /sandboxes/{name}/logs");
  expect(await day.line("logs", "day", "--follow")).toMatchObject({ code: 0 });
  const followed = await day.line("events", "day", "--follow", "--json");
  for (const event of followed.stdout.trim().split("\n")) day.client.named(event, "Event");
  expect((await day.refusal(1, "exec", "day", "--", "true")).reason_code).toBe("sandbox_not_running");

  day.client.body(await day.json("resume", "day"), "post /sandboxes/{name}/resume");
  expect((await day.line("exec", "day", "--", "cat", "greeting.txt")).stdout).toBe("hello, world\n");
  day.client.body(await day.json("terminals", "day"), "get /sandboxes/{name}/terminals");
  expect((await day.refusal(1, "teardown", "day", "--discard")).reason_code).toBe("confirmation_required");
  await day.json("teardown", "day", "--discard", "--confirm", "day");
  expect((await day.refusal(1, "status", "never")).reason_code).toBe("not_found");
  expect((await day.line("logout")).code).toBe(0);
  expect((await day.line("list")).code).toBe(1);
});
