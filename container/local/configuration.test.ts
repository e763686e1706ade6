import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfiguration } from "./configuration.ts";

const TOKEN = "t".repeat(32);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sandbar-configuration-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const valid = (): Record<string, string> => ({
  ENGINE_PORT: "7381",
  ENGINE_TOKEN: TOKEN,
  ENGINE_DATA_DIR: folder,
});
const problemsOf = (env: Record<string, string | undefined>): readonly string[] => {
  const read = readConfiguration(env);
  return "problems" in read ? read.problems : [];
};

test("a whole configuration", () => {
  symlinkSync(folder, join(folder, "link"));
  const env = {
    ...valid(),
    LOCAL_REPOSITORY_ROOTS: join(folder, "link"),
    EGRESS_ALLOW_HOSTS: "*.a.test, b.test",
    WEBHOOK_ALLOWED_HOSTS: "localhost:9000",
  };
  expect(readConfiguration(env)).toEqual({
    configuration: {
      port: 7381,
      token: TOKEN,
      dataDir: folder,
      repositoryRoots: [folder],
      allowHosts: ["*.a.test", "b.test"],
      webhookHosts: [{ host: "localhost", port: 9000 }],
      recordsDir: undefined,
      exitWithParent: false,
    },
  });
});

describe("each problem is one line that names its variable", () => {
  test.each([
    ["ENGINE_PORT", ""],
    ["WEBHOOK_ALLOWED_HOSTS", "localhost/path"],
    ["ENGINE_PORT", "70000"],
    ["ENGINE_PORT", "80a"],
    ["ENGINE_DATA_DIR", ""],
    ["ENGINE_DATA_DIR", "relative"],
    ["LOCAL_REPOSITORY_ROOTS", "/does/not/exist"],
    ["LOCAL_REPOSITORY_ROOTS", "relative"],
    ["LOCAL_REPOSITORY_ROOTS", "/"],
    ["EGRESS_ALLOW_HOSTS", "a b"],
    ["EGRESS_ALLOW_HOSTS", "http://a.test"],
  ])("%s=%s", (name, value) => {
    const problems = problemsOf({ ...valid(), [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(name);
  });
});

describe("R7: an engine without a token does not start", () => {
  test.each([undefined, "", "short"])("ENGINE_TOKEN=%s", (token) => {
    expect(problemsOf({ ...valid(), ENGINE_TOKEN: token })).toEqual([
      expect.stringContaining("ENGINE_TOKEN"),
    ]);
  });

  test("a token file is read only when nobody else can read it", () => {
    const file = join(folder, "token");
    const env = { ...valid(), ENGINE_TOKEN: undefined, ENGINE_TOKEN_FILE: file };
    writeFileSync(file, `${TOKEN}\n`);
    chmodSync(file, 0o644);
    expect(problemsOf(env)).toEqual([expect.stringContaining("chmod 600")]);
    chmodSync(file, 0o600);
    expect(readConfiguration(env)).toMatchObject({ configuration: { token: TOKEN } });
    writeFileSync(file, "");
    expect(problemsOf(env)).toHaveLength(1);
    mkdirSync(join(folder, "no-file"), { mode: 0o700 });
    expect(problemsOf({ ...env, ENGINE_TOKEN_FILE: join(folder, "no-file") })).toHaveLength(1);
  });
});
