import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const TOPS = ["app", "workers", "container", "cli", "scripts", "migrations", "tests", "docs", "public"];

test("docs/architecture.md names every folder, and none that is not there", () => {
  const text = readFileSync(join(root, "docs/architecture.md"), "utf8");
  expect(foldersIn(text).sort()).toEqual(TOPS.flatMap((top) => [top, ...foldersBelow(top)]).sort());
});

/** The tree is indented by two spaces a level, each folder before its job. */
function foldersIn(text: string): string[] {
  const tree = text.slice(text.indexOf("## Tree"));
  const path: string[] = [];
  return [...tree.matchAll(/^( *)([\w-]+)\/ +\S/gm)].map(([, indent = "", name = ""]) => {
    path.splice(indent.length / 2, path.length, name);
    return path.join("/");
  });
}

/** Those with a file somewhere below: git knows no others. */
function foldersBelow(top: string): string[] {
  const folders = readdirSync(join(root, top), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap(({ parentPath }) => {
      const path = parentPath.slice(root.length + 1).split("/");
      return path.map((_, depth) => path.slice(0, depth + 1).join("/"));
    });
  return [...new Set(folders)].filter((folder) => folder !== top);
}
