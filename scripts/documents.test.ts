import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, matchesGlob } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const TOPS = ["app", "workers", "container", "cli", "scripts", "migrations", "tests", "docs", "public"];
const FOLDER = new RegExp(`\`((?:${TOPS.join("|")})/[\\w*/-]+)\``, "g");
/** What CHANGELOG.md names may be gone since. */
const DOCUMENTS = ["README.md", "CONTRIBUTING.md", ...globSync("docs/**/*.md", { cwd: root })];

/** Every ending of every file's path: documents leave out where it begins, as in `services/revocations.ts`. */
const endings = new Set(
  [...readdirSync(root), ...TOPS.flatMap((top) => globSync(`${top}/**/*`, { cwd: root }))].flatMap((path) => {
    const parts = path.split("/");
    return parts.map((_, from) => parts.slice(from).join("/"));
  }),
);

test.each(DOCUMENTS)("%s names files and folders that are there", (document) => {
  const text = readFileSync(join(root, document), "utf8");
  const unknown = namesIn(text).filter((name) => !isThere(name));
  const leads = [...text.matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)].map(([, to]) => to!);
  const folders = [...text.matchAll(FOLDER)].flatMap(([, path]) => (path!.includes("*") ? [] : [path!]));
  unknown.push(...folders.filter((path) => !existsSync(join(root, path))));
  const nowhere = leads.filter((to) => !existsSync(join(root, dirname(document), to)));
  expect({ unknown, nowhere }).toEqual({ unknown: [], nowhere: [] });
});

test("a name that is gone would be noticed, one with * or {} too", () => {
  const gone = ["app/nowhere.ts", "services/policy.mjs", "app/live/*.sql", "workers/{app,gone}.ts"];
  expect(namesIn(`| \`${gone[0]}\` | ${gone.slice(1).join(", ")} | https://example.com/x.ts`)).toEqual(gone);
  expect([...gone, "workers/{app,env.d}.ts", "scripts/*.test.ts"].filter(isThere)).toEqual([
    "workers/{app,env.d}.ts",
    "scripts/*.test.ts",
  ]);
});

/** Words that look like source files, in text, tables and code. */
function namesIn(text: string): string[] {
  const words = text.replace(/https?:\S+/g, "").matchAll(/[\w.*{},@+/-]*[\w*}]\.(?:tsx?|mjs|sql|css|md)\b/g);
  return [...new Set([...words].map(([word]) => word))];
}

/** Each of what braces stand for. */
function isThere(name: string): boolean {
  const [, before, choices, after] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(name) ?? [];
  if (choices !== undefined) return choices.split(",").every((one) => isThere(before + one + after));
  const path = name.replace(/^\.?\//, "");
  return path.includes("*") ? [...endings].some((ending) => matchesGlob(ending, path)) : endings.has(path);
}
