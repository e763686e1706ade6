/** A day's work by the command line alone, against the running product. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../product/polling.ts";
import { Product } from "../product/product.ts";
import { Described } from "./cli/described.ts";
import { type Around, type Ran, sandbar, start } from "./cli/sandbar.ts";

let product: Product;
let described: Described;
let around: Around;
let token: string;
let repository: string;

beforeAll(async () => {
  product = await Product.start();
  described = await Described.read(product.origin);
  token = product.api.headers.authorization!.replace("Bearer ", "");
  const cwd = join(product.folder, "person");
  mkdirSync(cwd);
  around = { env: { XDG_CONFIG_HOME: join(cwd, "config") }, cwd };
  repository = join(product.repositories, "app.git");
  makeRepository();
});
afterAll(() => product?.dispose());

function git(...args: string[]): string {
  const identity = ["-c", "user.name=T", "-c", "user.email=t@example.com"];
  return execFileSync("git", [...identity, ...args], { encoding: "utf8", stdio: "pipe" }).trim();
}

function makeRepository(): void {
  const work = join(product.folder, "work");
  git("init", "--quiet", "--initial-branch=main", work);
  writeFileSync(join(work, "greeting.txt"), "hello\n");
  git("-C", work, "add", ".");
  git("-C", work, "commit", "--quiet", "--message=Begin");
  git("clone", "--quiet", "--bare", work, repository);
}

/** Runs it, and checks that nobody was shown the token. */
async function line(...argv: string[]): Promise<Ran> {
  const ran = await sandbar(argv, around);
  expect(ran.stdout + ran.stderr).not.toContain(token);
  return ran;
}

/** Before what is the command's own. */
function asJson([command = "", ...rest]: readonly string[]): string[] {
  return [command, "--json", ...rest];
}

/** What it has said on stdout, when it has done what was asked without a further word. */
async function json(...argv: string[]): Promise<string> {
  const ran = await line(...asJson(argv));
  expect(ran, argv.join(" ")).toMatchObject({ code: 0, stderr: "" });
  expect(ran.stdout.endsWith("\n") && ran.stdout.indexOf("\n") === ran.stdout.length - 1).toBe(true);
  return ran.stdout;
}

/** The refusal on stderr, with nothing on stdout. */
async function refusal(code: number, ...argv: string[]): Promise<{ reason_code: string }> {
  const ran = await line(...asJson(argv));
  expect(ran, argv.join(" ")).toMatchObject({ code, stdout: "" });
  return described.named(ran.stderr, "Error");
}

test("one logs in with the token on standard input, and it is kept for nobody else", async () => {
  const before = await line("list", "--json");
  expect(before).toMatchObject({ code: 1, stdout: "" });
  expect(JSON.parse(before.stderr)).toMatchObject({ reason_code: "not_logged_in", retryable: false });
  const wrong = await sandbar(["login", product.origin, "--json"], around, "sbx_wrong");
  expect(wrong).toMatchObject({ code: 1, stdout: "" });
  described.named(wrong.stderr, "Error");
  const ran = await sandbar(["login", product.origin, "--json"], around, `${token}\n`);
  expect(ran).toMatchObject({ code: 0, stderr: "" });
  described.body(ran.stdout, "get /me");
  expect(ran.stdout).not.toContain(token);
  expect(statSync(join(around.cwd, "config/sandbar/config.json")).mode & 0o777).toBe(0o600);
});

test("one launches from a repository, with variables that no argument shows, and finds it again", async () => {
  writeFileSync(join(around.cwd, "variables"), "FROM_FILE='a b'\n");
  const launch = ["launch", "day", "--repository", `file://${repository}`, "--ref", "main", "--wait"];
  const command = 'echo "$GIVEN,$FROM_FILE,$XDG_CONFIG_HOME"; exec sleep infinity';
  const env = ["--env", "GIVEN=1", "--env", "XDG_CONFIG_HOME", "--env-file", "variables"];
  const launched = await json(...launch, "--command", command, "--idle-timeout", "60", ...env);
  expect(described.body(launched, "post /sandboxes", 201)).toMatchObject({
    sandbox: { name: "day", state: "running", commit: git("-C", repository, "rev-parse", "main") },
    reused: false,
  });
  const wanted = `1,a b,${around.env.XDG_CONFIG_HOME}\n`;
  await eventually("the task's output", 30_000, async () => {
    return (await line("logs", "day", "--source", "task")).stdout === wanted;
  });
  expect(described.body(await json("status", "day"), "get /sandboxes/{name}")).toMatchObject({ name: "day" });
  const page = described.body<{ items: { name: string }[] }>(await json("list", "--all"), "get /sandboxes");
  expect(page.items.map(({ name }) => name)).toEqual(["day"]);
  expect((await line("list", "--state", "running")).stdout).toMatch(/^NAME +STATE[^\n]+\nday +running +Anna/);
  expect((await line("open", "day")).stdout).toBe(`${product.origin}/sandboxes/day\n`);
  described.body(await json("keep-alive", "day", "--minutes", "90"), "post /sandboxes/{name}/keep-alive");
  expect((await refusal(1, "launch", "Bad Ref", "--ref", "main")).reason_code).toBe("ref_without_repository");
});

test("a command's output, input and end are those of the command", async () => {
  const script = "echo out; echo err >&2; exit 7";
  const plain = await line("exec", "day", "--", "sh", "-c", script);
  expect(plain).toEqual({ code: 1, stdout: "out\n", stderr: "err\n" });
  expect((await line("exec", "day", "--exit-code", "--", "sh", "-c", script)).code).toBe(7);
  expect((await line("exec", "day", "--exit-code", "--", "sh", "-c", "kill -9 $$")).code).toBe(137);
  const fed = await sandbar(["exec", "day", "--stdin", "--", "sort"], around, "b\nü\na\n");
  expect(fed).toEqual({ code: 0, stdout: "a\nb\nü\n", stderr: "" });
  const result = await json("exec", "day", "--", "cat", "greeting.txt");
  expect(described.body(result, "post /sandboxes/{name}/exec")).toMatchObject({
    stdout: "hello\n",
    exit_code: 0,
  });
  expect(await refusal(1, "exec", "day", "--", "no-such-program")).toMatchObject({
    reason_code: "command_not_found",
  });
  const numbers = await line("exec", "day", "--", "seq", "200000");
  expect(numbers.stdout).toBe(Array.from({ length: 200_000 }, (_, index) => `${index + 1}\n`).join(""));
});

test("Ctrl-C ends the command in the sandbox too", async () => {
  const child = start(["exec", "day", "--", "sh", "-c", "echo begun; exec sleep 98765"], around);
  const exited = once(child, "exit");
  await once(child.stdout, "data");
  child.kill("SIGINT");
  expect(await exited).toEqual([1, null]);
  expect((await line("exec", "day", "--", "pgrep", "-f", "^sleep 98765")).stdout).toBe("");
});

test("work is saved and taken home as archive, patch and branch, every byte checked", async () => {
  await line("exec", "day", "--", "sh", "-c", "echo hello, world > greeting.txt; seq 100000 > numbers");
  described.body(await json("checkpoint", "day"), "post /sandboxes/{name}/checkpoints");
  const saves = described.body<{ items: { reason: string }[] }>(
    await json("checkpoints", "day"),
    "get /sandboxes/{name}/checkpoints",
  );
  expect(saves.items.map(({ reason }) => reason)).toContain("manual");

  const exported = await json("export", "day", "--kind", "archive", "--output", "day.tgz");
  const { content_sha256 } = described.named<{ content_sha256: string }>(exported, "Export");
  const bytes = readFileSync(join(around.cwd, "day.tgz"));
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(content_sha256);
  const unpacked = execFileSync("tar", ["-xzOf", "-", "greeting.txt"], { input: bytes, encoding: "utf8" });
  expect(unpacked).toBe("hello, world\n");

  const patch = await line("export", "day", "--kind", "patch", "--source", "live", "--output", "-");
  const check = join(product.folder, "patched");
  git("clone", "--quiet", repository, check);
  execFileSync("git", ["-C", check, "apply"], { input: patch.stdout });
  expect(readFileSync(join(check, "greeting.txt"), "utf8")).toBe("hello, world\n");

  const pushed = described.named<{ commit: string }>(
    await json("export", "day", "--kind", "branch", "--branch", "from-the-line"),
    "Export",
  );
  expect(git("-C", repository, "rev-parse", "from-the-line")).toBe(pushed.commit);
  expect(git("-C", repository, "show", "from-the-line:greeting.txt")).toBe("hello, world");
  expect(await line("export", "day", "--kind", "archive", "--output", "day.tgz")).toMatchObject({ code: 1 });
});

test("a sandbox is torn down, looked back at, resumed, and discarded only with its name", async () => {
  expect((await refusal(1, "teardown", "day")).reason_code).toBe("sandbox_attached");
  const torn = described.body<{ operation_id: string }>(
    await json("teardown", "day", "--force"),
    "post /sandboxes/{name}/teardown",
  );
  const operation = await json("operation", "day", torn.operation_id);
  expect(described.body(operation, "get /sandboxes/{name}/operations/{operation_id}")).toMatchObject({
    type: "teardown",
    status: "succeeded",
  });
  expect(JSON.parse(await json("status", "day"))).toMatchObject({ state: "destroyed" });
  described.body(await json("logs", "day"), "get /sandboxes/{name}/logs");
  expect(await line("logs", "day", "--follow")).toMatchObject({ code: 0 });
  expect((await refusal(1, "exec", "day", "--", "true")).reason_code).toBe("sandbox_not_running");

  described.body(await json("resume", "day"), "post /sandboxes/{name}/resume");
  expect((await line("exec", "day", "--", "cat", "greeting.txt")).stdout).toBe("hello, world\n");
  described.body(await json("terminals", "day"), "get /sandboxes/{name}/terminals");
  expect((await refusal(1, "teardown", "day", "--discard")).reason_code).toBe("confirmation_required");
  await json("teardown", "day", "--discard", "--confirm", "day");
  expect((await refusal(1, "status", "never")).reason_code).toBe("not_found");
  expect((await line("logout")).code).toBe(0);
  expect((await line("list")).code).toBe(1);
});
