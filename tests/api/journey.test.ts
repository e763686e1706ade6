/** A program that knows only the API's description, against the running product. */
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type ProductProcess, startProduct } from "./product-process.ts";
import { Program } from "./program.ts";

let product: ProductProcess;
let program: Program;
let repository: string;

beforeAll(async () => {
  product = await startProduct();
  repository = makeRepository("app");
});
afterAll(() => product?.stop());

/** A git repository made on the spot; answers its file:// URL. */
function makeRepository(name: string): string {
  const folder = join(product.repositories, name);
  mkdirSync(folder);
  const git = (...args: string[]) => execFileSync("git", ["-C", folder, ...args], { stdio: "pipe" });
  git("init", "--quiet", "--initial-branch=main");
  writeFileSync(join(folder, "README.md"), "# App\n");
  writeFileSync(join(folder, "run.sh"), "#!/bin/sh\necho running\n", { mode: 0o755 });
  git("add", ".");
  git("-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "--quiet", "--message=Begin");
  return `file://${folder}`;
}

function commitOf(url: string): string {
  return execFileSync("git", ["-C", url.slice("file://".length), "rev-parse", "HEAD"])
    .toString()
    .trim();
}

test("the deployment is set up once, by its token", async () => {
  const open = new Program(product.origin);
  const account = {
    team: "Journey",
    name: "Ada",
    email: "ada@example.com",
    password: "correct horse battery",
  };
  const wrong = await open.ask("POST", "/setup", { setup_token: "guess", ...account });
  expect(wrong).toMatchObject({
    status: 403,
    body: { reason_code: "invalid_setup_token", retryable: false },
  });
  const { setup_token } = product;
  const made = await open.ask("POST", "/setup", { setup_token, ...account });
  expect(made).toMatchObject({ status: 201, body: { token: expect.stringMatching(/^sbx_/) } });
  const again = await open.ask("POST", "/setup", { setup_token, ...account });
  expect(again).toMatchObject({ status: 409, body: { reason_code: "already_set_up" } });
  program = new Program(product.origin, made.body.token);
  expect((await program.ask("GET", "/me")).body).toMatchObject({ role: "owner", user: { name: "Ada" } });
});

test("work goes from a repository through save, export, teardown and resume without a byte changed", async () => {
  const launched = await program.ask("POST", "/sandboxes", { name: "Fix Login", repository, ref: "main" });
  expect(launched).toMatchObject({ status: 201, body: { reused: false, sandbox: { name: "fix-login" } } });
  const running = await program.until("fix-login", "running");
  expect(running).toMatchObject({ repository, ref: "main", commit: commitOf(repository), generation: 1 });

  const exec = await program.ask("POST", "/sandboxes/fix-login/exec", { argv: ["./run.sh"] });
  expect(exec.body).toMatchObject({ exit_code: 0, stdout: "running\n", stderr: "" });

  const files = new Map<string, Buffer>([
    ["src/ü b.bin", randomBytes(300_000)],
    ["empty", Buffer.alloc(0)],
    ["text.txt", Buffer.from("line\r\nline")],
  ]);
  for (const [path, bytes] of files) {
    const written = await program.fetch("PUT", `/sandboxes/fix-login/files/${encodeURI(path)}`, {
      body: new Uint8Array(bytes),
    });
    expect(written.status).toBe(201);
  }

  const save = await program.ask("POST", "/sandboxes/fix-login/checkpoints");
  expect(save.status).toBe(202);
  expect(await program.ended("fix-login", save.body.operation_id)).toMatchObject({ status: "succeeded" });
  const exported = await program.ask(
    "POST",
    "/sandboxes/fix-login/exports",
    { kind: "archive" },
    { prefer: "wait=60" },
  );
  expect(exported).toMatchObject({ status: 200, body: { status: "succeeded" } });
  await compareExport(exported.body.export_id, files);

  const teardown = await program.ask("POST", "/sandboxes/fix-login/teardown", {});
  expect(teardown.status).toBe(202);
  const archived = await program.until("fix-login", "destroyed");
  expect(archived.checkpoint).toMatchObject({ verified: true });

  const resumed = await program.ask("POST", "/sandboxes", { name: "fix-login", repository });
  expect(resumed).toMatchObject({ status: 200, body: { reused: true, resumed: true } });
  expect(await program.until("fix-login", "running")).toMatchObject({ generation: 2 });
  for (const [path, bytes] of files) {
    const read = await program.fetch("GET", `/sandboxes/fix-login/files/${encodeURI(path)}`);
    expect(Buffer.from(await read.arrayBuffer()).equals(bytes), path).toBe(true);
  }
  const mode = await program.ask("POST", "/sandboxes/fix-login/exec", {
    argv: ["stat", "-c", "%a", "run.sh"],
  });
  expect(mode).toMatchObject({ status: 200, body: { stdout: "755\n" } });
  await program.ask("POST", "/sandboxes/fix-login/teardown", { force: true }, { prefer: "wait=60" });
});

async function compareExport(export_id: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  const path = `/sandboxes/fix-login/exports/${export_id}`;
  const { body } = await program.ask("GET", path);
  const download = await program.fetch("GET", `${path}/download`);
  const archive = Buffer.from(await download.arrayBuffer());
  expect(archive.byteLength).toBe(body.size_bytes);
  expect(createHash("sha256").update(archive).digest("hex")).toBe(body.content_sha256);
  const folder = mkdtempSync(join(tmpdir(), "sandbar-export-"));
  try {
    execFileSync("tar", ["-xzf", "-", "-C", folder], { input: archive });
    for (const [name, bytes] of files)
      expect(readFileSync(join(folder, name)).equals(bytes), name).toBe(true);
    expect(readFileSync(join(folder, "README.md"), "utf8")).toBe("# App\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("no socket is compressed, whatever a browser offers: each viewer would be at the expense of all", async () => {
  await program.ask("POST", "/sandboxes", { name: "sockets" }, { prefer: "wait=60" });
  const { body } = await program.ask("POST", "/sandboxes/sockets/terminals", {});
  for (const path of ["live", `terminals/${body.terminal_id}`]) {
    const { ticket } = (await program.ask("POST", "/tickets", { resource: `/sandboxes/sockets/${path}` }))
      .body;
    const address = `${product.origin.replace("http", "ws")}/api/v1/sandboxes/sockets/${path}?ticket=${ticket}`;
    const socket = new WebSocket(address, { perMessageDeflate: true });
    await once(socket, "message");
    expect(socket.extensions).toBe("");
    socket.close();
  }
  const discard = { force: true, discard: true, confirm: "sockets" };
  await program.ask("POST", "/sandboxes/sockets/teardown", discard, { prefer: "wait=60" });
});

test("ten launched at once all run, each for itself", async () => {
  await program.ask("PATCH", "/policy", { max_active_per_member: 20 });
  const names = Array.from({ length: 10 }, (_, index) => `many-${index}`);
  const launches = await Promise.all(names.map((name) => program.ask("POST", "/sandboxes", { name })));
  expect(launches.map(({ status }) => status)).toEqual(names.map(() => 201));
  await Promise.all(names.map((name) => program.until(name, "running")));
  const outputs = await Promise.all(
    names.map(async (name) => {
      const argv = ["sh", "-c", `echo ${name} > own && cat own && ls | wc -l`];
      return (await program.ask("POST", `/sandboxes/${name}/exec`, { argv })).body.stdout;
    }),
  );
  expect(outputs).toEqual(names.map((name) => `${name}\n1\n`));
  const body = (name: string) => ({ discard: true, force: true, confirm: name });
  await Promise.all(
    names.map((name) =>
      program.ask("POST", `/sandboxes/${name}/teardown`, body(name), { prefer: "wait=60" }),
    ),
  );
  for (const name of names)
    expect(await program.until(name, "destroyed")).toMatchObject({ checkpoint: null });
});

test.each([
  ["a ref that is not there", () => ({ repository, ref: "no-such-branch" }), /ref/],
  ["a folder that is no repository", () => ({ repository: notARepository() }), /repository/],
])("a launch from %s ends in error, says why and leaves nothing", async (_, source, reason) => {
  const launched = await program.ask("POST", "/sandboxes", { name: "failing", ...source() });
  expect(launched.status).toBe(201);
  const outcome = await program.ended("failing", launched.body.operation_id);
  expect(outcome).toMatchObject({ status: "failed", error: { reason_code: expect.stringMatching(reason) } });
  const { body } = await program.ask("GET", "/sandboxes/failing");
  expect(body).toMatchObject({ state: "error", error: { reason_code: outcome.error.reason_code } });
  expect(typeof body.error.retryable).toBe("boolean");
  await expect.poll(() => engineFolders(body.id), { timeout: 20_000 }).toEqual([]);
  const confirm = { discard: true, confirm: "failing" };
  await program.ask("POST", "/sandboxes/failing/teardown", confirm, { prefer: "wait=60" });
  expect((await program.until("failing", "destroyed")).state).toBe("destroyed");
});

test("what may not be cloned is refused before anything is recorded", async () => {
  for (const url of [
    "file:///etc",
    `file://${product.data_dir}`,
    "http://example.com/a",
    "https://127.0.0.1/a",
  ]) {
    const reply = await program.ask("POST", "/sandboxes", { name: "never", repository: url });
    expect(reply).toMatchObject({ status: 400, body: { field: "repository", retryable: false } });
  }
  expect((await program.ask("GET", "/sandboxes/never")).status).toBe(404);
});

function notARepository(): string {
  const folder = mkdtempSync(join(product.repositories, "plain-"));
  writeFileSync(join(folder, "file"), "text");
  return `file://${folder}`;
}

/** Everything that the engine keeps on disk under a sandbox's id. */
function engineFolders(id: string): string[] {
  const folders = readdirSync(join(product.data_dir, "engine"), { recursive: true, encoding: "utf8" });
  return folders.filter((path) => path.includes(id));
}
