import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { driverBelow } from "./cgroup-v2.ts";

// This host may have version 1 only: a plain folder stands where the tree would be. It shows which files are
// written with what, not that the kernel obeys.
let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "sandbar-cgroup-"));
});
afterEach(() => rmSync(parent, { recursive: true }));

test("limits are written to a group below the parent, for the controllers that it offers", () => {
  writeFileSync(join(parent, "cgroup.controllers"), "cpuset cpu io memory pids\n");
  const driver = driverBelow(parent, "abcd");
  expect(driver?.enforces).toEqual({ cpu: true, memory: true, pids: true });
  expect(readFileSync(join(parent, "cgroup.subtree_control"), "utf8")).toBe("+cpu +memory +pids");
  driver?.make("box", { cpus: 1.5, memory_bytes: 1000, disk_bytes: 1, pids: 7 });
  const [group = ""] = driver?.folders("box") ?? [];
  const read = (file: string): string => readFileSync(join(group, file), "utf8");
  expect([read("cpu.max"), read("memory.max"), read("pids.max")]).toEqual(["150000 100000", "1000", "7"]);
  expect(existsSync(join(group, "memory.swap.max"))).toBe(false); // optional: this tree has none
});

test("a parent that offers no useful controller, or can't be written, is passed over", () => {
  writeFileSync(join(parent, "cgroup.controllers"), "hugetlb\n");
  expect(driverBelow(parent, "abcd")).toBeUndefined();
  writeFileSync(join(parent, "cgroup.controllers"), "memory\n");
  mkdirSync(join(parent, "cgroup.subtree_control"));
  expect(driverBelow(parent, "abcd")).toBeUndefined();
});
