import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findProblem, switchedOff } from "./host-check.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sandbar-host-"));
  chmodSync(folder, 0o755); // the probe runs as another user
});
afterEach(() => rmSync(folder, { recursive: true }));

function programThatSays(text: string): string {
  const path = join(folder, "bwrap");
  writeFileSync(path, `#!/bin/sh\necho "${text}" >&2\nexit 1\n`, { mode: 0o755 });
  return path;
}

test("this host can make jails", async () => {
  expect(await findProblem()).toBeUndefined();
});

test("without bubblewrap, the command that installs it", async () => {
  const problem = await findProblem([join(folder, "missing")]);
  expect(problem).toMatchObject({ reason_code: "engine_unavailable", retryable: false });
  expect(problem?.next_step).toMatch(/apt-get install -y bubblewrap$/);
});

test("with one that is too old, the same command", async () => {
  const problem = await findProblem([programThatSays("bwrap: Unknown option --disable-userns")]);
  expect(problem?.next_step).toMatch(/apt-get install -y bubblewrap$/);
});

test("where jails fail for another reason, that reason", async () => {
  const problem = await findProblem([programThatSays("bwrap: No permissions to create new namespace")]);
  expect(problem).toMatchObject({ reason_code: "engine_unavailable" });
  expect(problem?.next_step).not.toBe("");
});

test.each([
  ["kernel/unprivileged_userns_clone", "0", "sysctl -w kernel.unprivileged_userns_clone=1"],
  ["user/max_user_namespaces", "0", "sysctl -w user.max_user_namespaces=15000"],
  [
    "kernel/apparmor_restrict_unprivileged_userns",
    "1",
    "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
  ],
])("the command for %s", (file, off, command) => {
  mkdirSync(join(folder, "kernel"));
  mkdirSync(join(folder, "user"));
  expect(switchedOff(folder)).toBeUndefined();
  writeFileSync(join(folder, file), `${off}\n`);
  expect(switchedOff(folder)).toBe(command);
});
