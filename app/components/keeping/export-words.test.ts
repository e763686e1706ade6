import { expect, test } from "vitest";
import type { ExportBody } from "../../../workers/domain/sandbox/bodies.ts";
import { exportFacts, exportTitle, webAddress } from "./export-words.ts";

const made: ExportBody = {
  export_id: "e1",
  kind: "archive",
  source: "checkpoint",
  status: "succeeded",
  branch: null,
  url: null,
  commit: null,
  checkpoint_id: "c1",
  requested_at: "2026-11-21T12:00:00.000Z",
  exported_at: "2026-11-21T12:00:01.000Z",
  size_bytes: 2048,
  content_sha256: "ab",
  download_url: null,
  file_name: null,
  summary: null,
  error: null,
};

test("what was taken home reads as a title", () => {
  expect(exportTitle(made)).toBe("Archive of a checkpoint");
  expect(exportTitle({ ...made, kind: "patch", source: "live" })).toBe("Patch of the running workspace");
  expect(exportTitle({ ...made, kind: "branch", branch: "sandbar/api" })).toBe(
    "Branch sandbar/api, of a checkpoint",
  );
});

test("what came of it is told, also when that is nothing", () => {
  expect(exportFacts(made)).toEqual(["2.0 KB"]);
  const patch = { ...made, kind: "patch" as const };
  expect(exportFacts({ ...patch, summary: { files: 1, additions: 12, deletions: 3 } })).toEqual([
    "2.0 KB",
    "1 file, +12 −3",
  ]);
  expect(exportFacts({ ...patch, commit: "fedcba9876" }).at(-1)).toBe("since commit fedcba98");
  expect(exportFacts({ ...patch, summary: { files: 0 } })[0]).toContain("nothing had changed");
  const branch = { ...made, kind: "branch" as const, size_bytes: null, commit: "0123456789abcdef" };
  expect(exportFacts(branch)).toEqual(["commit 01234567"]);
  expect(exportFacts({ ...branch, summary: { unchanged: true } })[0]).toContain("nothing was pushed");
  expect(exportFacts({ ...made, status: "running", size_bytes: null })).toEqual([]);
});

test("only web addresses become links", () => {
  expect(webAddress("https://github.com/acme/api/tree/x")).toBe("https://github.com/acme/api/tree/x");
  expect(webAddress("javascript:alert(1)")).toBeNull();
  expect(webAddress("file:///srv/api.git")).toBeNull();
});
