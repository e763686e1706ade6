import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Environment, readConfiguration } from "./configuration.ts";

function problems(env: Environment): readonly string[] {
  const read = readConfiguration(env);
  return "problems" in read ? read.problems : [];
}

test("needs nothing", () => {
  const read = readConfiguration({});
  expect("configuration" in read && read.configuration).toEqual({
    host: "127.0.0.1",
    port: 8787,
    publicUrl: "http://127.0.0.1:8787",
    dataDir: resolve(".data"),
    setupToken: undefined,
    repositoryRoots: [],
    webhookHosts: "",
    mail: {},
    providers: {},
  });
});

test.each([
  ["PORT", "90s"],
  ["PORT", "0"],
  ["PORT", "-1"],
  ["PORT", "65536"],
  ["PORT", "8787.5"],
  ["PORT", "NaN"],
  ["PORT", "1e3"],
  ["PORT", ""],
  ["HOST", "a b"],
  ["HOST", ""],
  ["DATA_DIR", ""],
  ["SETUP_TOKEN", ""],
  ["SETUP_TOKEN", "two words"],
  ["ENGINE", "cloudflare"],
  ["ENGINE", ""],
  ["PUBLIC_URL", "sandbar.example.com"],
  ["PUBLIC_URL", "https://sandbar.example.com/path"],
  ["PUBLIC_URL", "ftp://sandbar.example.com"],
  ["PREVIEW_HOST", ""],
  ["PREVIEW_HOST", "https://preview.example.com"],
  ["EMAIL_SENDER", "pigeon"],
  ["EMAIL_SENDER", ""],
  ["SMTP_URL", ""],
  ["EMAIL_FROM", ""],
  ["GITHUB_CLIENT_ID", "id"],
  ["OIDC_CLIENT_SECRET", "secret"],
  ["OIDC_ISSUER", "http://id.example.com"],
  ["WEBHOOK_ALLOWED_HOSTS", "http://localhost"],
  ["LOCAL_REPOSITORY_ROOTS", "relative"],
  ["LOCAL_REPOSITORY_ROOTS", "/no/such/folder"],
  ["LOCAL_REPOSITORY_ROOTS", "/"],
  ["LOCAL_REPOSITORY_ROOTS", "/etc/hostname"],
])("%s = %o is refused in one line that names it (R6, R8)", (name, value) => {
  expect(problems({ [name]: value })).toEqual([expect.stringContaining(name)]);
});

test("an empty value of a provider's is none at all (R7)", () => {
  const names = ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_NAME"];
  const read = readConfiguration(Object.fromEntries(names.map((name) => [name, ""])));
  expect("configuration" in read && read.configuration.providers).toEqual({});
});

test("every wrong variable is named at once", () => {
  expect(problems({ PORT: "x", SETUP_TOKEN: "", DATA_DIR: "" })).toHaveLength(3);
});

test("what is right is taken", () => {
  const root = mkdtempSync(join(tmpdir(), "sandbar-roots-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const read = readConfiguration({
    PORT: "9000",
    HOST: "0.0.0.0",
    SETUP_TOKEN: "token",
    ENGINE: "local",
    LOCAL_REPOSITORY_ROOTS: `${root}:`,
  });
  expect("configuration" in read && read.configuration).toMatchObject({
    host: "0.0.0.0",
    publicUrl: "http://localhost:9000",
    setupToken: "token",
    repositoryRoots: [realpathSync(root)],
  });
});
