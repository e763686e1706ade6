import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { normaliseName } from "../names.ts";
import { DEFAULT_TEMPLATE, findTemplate, TEMPLATES } from "./templates.ts";

describe("built-in templates", () => {
  it("are found by name, and by no other", () => {
    expect(findTemplate(DEFAULT_TEMPLATE)?.files).toEqual([]);
    expect(findTemplate("constructor")).toBeUndefined();
  });

  it.each(TEMPLATES)("$name is named as launches name it and writes inside the workspace", (template) => {
    expect(normaliseName(template.name)).toEqual({ ok: true, value: template.name });
    for (const file of template.files) expect(file.path).toMatch(/^(?!\/)(?!.*\.\.)[\w./-]+$/);
  });

  it.each(TEMPLATES)("$name sets itself up with node, python3 and git alone", (template) => {
    const workspace = mkdtempSync(join(tmpdir(), "sandbar-template-"));
    try {
      for (const file of template.files) {
        mkdirSync(dirname(join(workspace, file.path)), { recursive: true });
        writeFileSync(join(workspace, file.path), file.content, { mode: file.mode ?? 0o644 });
      }
      for (const [program, ...args] of template.setup) {
        execFileSync(program!, args, { cwd: workspace, stdio: "pipe", env: process.env });
      }
    } finally {
      rmSync(workspace, { recursive: true });
    }
  });
});
