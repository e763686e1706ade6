/**
 * Every secret of the product is used once for real; then whatever the product wrote and said is searched for it: its
 * databases, its objects in storage, its logs, its audit log and its answers.
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ProductProcess, startProduct } from "./product-process.ts";
import { Program } from "./program.ts";

const run = promisify(execFile);

/**
 * Files below the data folder in which this text stands, in any of the forms it could take; archives are looked into.
 * Databases' files come and go meanwhile, and what one held another holds then: all is looked through once more.
 */
async function filesWith(folder: string, text: string): Promise<string[]> {
  for (let time = 0; time < 20; time++) {
    const found = await searched(folder, text).catch((error: SearchError) => {
      if (error.code === "ENOENT") return null;
      const said = error.code === 2 ? (error.stderr ?? "").trim().split("\n") : [""];
      if (said.every((line) => line.endsWith("No such file or directory"))) return null;
      throw error;
    });
    if (found) return found;
  }
  throw new Error(`files come and go too fast for ${folder} to be searched`);
}

/** Of Node, or of grep, whose code is its exit code. */
interface SearchError extends Error {
  readonly code?: number | string;
  readonly stderr?: string;
}

/** Throws when a file is gone before it was read. */
async function searched(folder: string, text: string): Promise<string[]> {
  const forms = [text, Buffer.from(text).toString("base64").replace(/=+$/, ""), encodeURIComponent(text)];
  const patterns = [...new Set(forms)].flatMap((form) => ["-e", form]);
  const packed = archives(folder).filter((file) => {
    const content = gunzipSync(readFileSync(file));
    return forms.some((form) => content.includes(form));
  });
  try {
    // Waited for aside: a connection that the server closes meanwhile must be noticed before it is used again.
    const { stdout } = await run("grep", ["-rlaF", ...patterns, folder]);
    return [...stdout.trim().split("\n"), ...packed];
  } catch (error) {
    if ((error as SearchError).code === 1) return packed;
    throw error;
  }
}

/** Files that begin as gzip does. Disks of sandboxes are sparse and large: of each file only the beginning is read. */
function archives(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(isGzip);
}

function isGzip(file: string): boolean {
  const descriptor = openSync(file, "r");
  const magic = Buffer.alloc(2);
  readSync(descriptor, magic);
  closeSync(descriptor);
  return magic.equals(Buffer.from([0x1f, 0x8b]));
}

let product: ProductProcess;
let program: Program;
/** What must be found nowhere, by what it is. */
const secrets = new Map<string, string>();
/** What is no secret and is stored: that the search finds it shows that it looks. */
const open = `not-a-secret-${randomBytes(8).toString("hex")}`;
const packed = `in-the-archive-${randomBytes(8).toString("hex")}`;
/** Everything that the API answered afterwards. */
let answers = "";

beforeAll(async () => {
  product = await startProduct();
  const password = `password ${randomBytes(12).toString("hex")}`;
  const account = { team: "Canary", name: "Ada", email: "ada@example.com", password };
  const anonymous = new Program(product.origin);
  const { body } = await anonymous.ask("POST", "/setup", { setup_token: product.setup_token, ...account });
  secrets.set("a password", password);
  secrets.set("an API token", body.token);
  secrets.set("the set-up token", product.setup_token);
  program = new Program(product.origin, body.token);
  const signed = await fetch(`${product.origin}/sign-in`, {
    method: "POST",
    headers: { origin: product.origin },
    body: new URLSearchParams({ email: account.email, password }),
    redirect: "manual",
  });
  const cookie = signed.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
  const session = decodeURIComponent(cookie.split("=", 2)[1] ?? "");
  secrets.set("a session's cookie, signed", session);

  const value = `env-${randomBytes(16).toString("hex")}`;
  secrets.set("an environment value", value);
  await program.ask("POST", "/sandboxes", {
    name: "canary",
    env: { SECRET: value },
    command: `echo ${open}; echo ${packed} > note.txt`,
  });
  await program.until("canary", "completed");
  const stdin = `stdin-${randomBytes(16).toString("hex")}`;
  const given = `exec-${randomBytes(16).toString("hex")}`;
  secrets.set("a command's environment value", given);
  secrets.set("a command's input", stdin);
  const exec = { argv: ["sh", "-c", "cat >/dev/null; test -n $GIVEN"], env: { GIVEN: given }, stdin };
  expect((await program.ask("POST", "/sandboxes/canary/exec", exec)).body).toMatchObject({ exit_code: 0 });
  const ticket = await program.ask("POST", "/tickets", { resource: "/sandboxes/canary/live" });
  secrets.set("a ticket", ticket.body.ticket);

  await shareAndInvite();

  const paths = ["", "/events", "/logs", "/checkpoints", "/exports", "/terminals", "/shares"];
  for (const path of paths)
    answers += JSON.stringify((await program.ask("GET", `/sandboxes/canary${path}`)).body);
  for (const path of ["/audit?limit=100", "/tokens", "/members", "/invites", "/webhooks", "/sandboxes"]) {
    answers += JSON.stringify((await program.ask("GET", path)).body);
  }
});
afterAll(() => product?.stop());

/** The secrets of people who come in by links, and of programs that are told. */
async function shareAndInvite(): Promise<void> {
  const password = `link-${randomBytes(12).toString("hex")}`;
  const link = { role: "view", parts: ["terminal"], expires_in_minutes: 5, password };
  const share = await program.ask("POST", "/sandboxes/canary/shares", link);
  const token = new URL(share.body.url).pathname.split("/").at(-1) ?? "";
  secrets.set("a share link's password", password);
  secrets.set("a share link's token", token);
  const joined = await fetch(`${product.origin}/api/v1/shared`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token, name: "Gus", password }),
  });
  expect(joined.status).toBe(200);
  secrets.set("a guest's cookie", joined.headers.getSetCookie()[0]?.split(/[=;]/)[1] ?? "");
  await fetch(`${product.origin}/s/${token}`);
  const invite = await program.ask("POST", "/invites", { role: "member" });
  secrets.set("an invitation's token", new URL(invite.body.url).pathname.split("/").at(-1) ?? "");
  const webhook = { url: "https://hooks.example.com/x", events: ["sandbox.deleted"] };
  const hook = await program.ask("POST", "/webhooks", webhook);
  secrets.set("a webhook's secret", hook.body.secret);
  expect([...secrets.values()].filter((secret) => !secret || secret.length < 16)).toEqual([]);
}

test("what is no secret is found where it is stored, and in what the API tells", async () => {
  expect(await filesWith(product.data_dir, open)).not.toEqual([]);
  expect(answers).toContain(open);
});

test("no secret is in a database, in storage, in a log, in the audit log or in an answer", async () => {
  await program.ask("POST", "/sandboxes/canary/checkpoints", {}, { prefer: "wait=60" });
  const teardown = await program.ask("POST", "/sandboxes/canary/teardown", {}, { prefer: "wait=60" });
  expect(teardown.status).toBe(200);
  expect(archives(product.data_dir)).toHaveLength(2);
  expect(archives(product.data_dir)).toContain((await filesWith(product.data_dir, packed)).at(-1));
  const found: string[] = [];
  for (const [what, secret] of secrets) {
    const files = await filesWith(product.data_dir, secret);
    found.push(...files.map((file) => `${what} in ${file.slice(product.data_dir.length)}`));
    if (product.said().includes(secret)) found.push(`${what} in the log`);
    if (answers.includes(secret)) found.push(`${what} in an answer`);
  }
  expect(found).toEqual([]);
});

test("what only the operator may have is in secrets.json alone, which only they can read", async () => {
  const file = join(product.data_dir, "secrets.json");
  const kept = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  for (const [name, secret] of Object.entries(kept)) {
    expect([name, await filesWith(product.data_dir, secret)]).toEqual([name, [file]]);
    expect(product.said()).not.toContain(secret);
  }
});
