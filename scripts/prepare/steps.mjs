// What `npm start` and `npm test` need on a fresh clone, each step only when something changed.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { contentHash } from "./content-hash.mjs";
import { provideProgram } from "./system-packages.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const installStamp = join(root, "node_modules", ".sandbar-install");
const buildStamp = join(root, "build", ".sandbar-build");

/** What the build reads; tests beside the sources are left out. */
const BUILD_SOURCES = [
  "app",
  "public",
  "workers",
  "package-lock.json",
  "react-router.config.ts",
  "tsconfig.base.json",
  "tsconfig.json",
  "vite.config.ts",
  "wrangler.jsonc",
];

/**
 * Options: `--build` the production build, `--tests` all that `npm test` needs.
 * Answers the sentence to fail with, or nothing.
 */
export function prepare(options) {
  return (
    install() ??
    provideProgram(
      { program: "bwrap", debian: "bubblewrap", need: "to run sandboxes" },
      options.has("--tests"),
    ) ??
    (options.has("--tests") ? testPrograms() : undefined) ??
    (options.has("--build") || options.has("--tests") ? build() : undefined)
  );
}

function install() {
  const wanted = `${contentHash(root, ["package-lock.json"])} ${process.platform}-${process.arch}`;
  if (read(installStamp) === wanted) return undefined;
  console.error("Installing packages (npm install)…");
  // The lock file stays as it is in the repository, whichever platform's packages npm can see.
  const args = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
  const failed = runByHost(args);
  if (failed) return `npm install failed (${failed}). Its output above says why.`;
  writeFileSync(installStamp, wanted);
  return undefined;
}

function build() {
  const wanted = contentHash(root, BUILD_SOURCES);
  if (read(buildStamp) === wanted) return undefined;
  console.error("Building…");
  const programs = join(root, "node_modules", ".bin");
  const failed = run(join(programs, "node"), [join(programs, "react-router"), "build", "--logLevel", "warn"]);
  if (failed) return `The build failed (${failed}). Its output above says why.`;
  mkdirSync(dirname(buildStamp), { recursive: true });
  writeFileSync(buildStamp, wanted);
  return undefined;
}

function testPrograms() {
  const chromium = { program: "chromium", debian: "chromium", need: "for the browser tests" };
  // What tests run inside sandboxes, and git.
  for (const program of ["git", "vim", "htop", "less", "tmux"]) {
    const missing = provideProgram({ program, debian: program, need: "for the tests" }, true);
    if (missing) return missing;
  }
  return playwrightsOwnChromium() ? undefined : provideProgram(chromium, true);
}

/** Playwright's own browser, where somebody ran `playwright install`. */
function playwrightsOwnChromium() {
  const script = "process.stdout.write(require('@playwright/test').chromium.executablePath())";
  const asked = spawnSync(join(root, "node_modules", ".bin", "node"), ["-e", script], {
    cwd: root,
    encoding: "utf8",
  });
  return asked.status === 0 && existsSync(asked.stdout);
}

/** npm by the host's Node: the packages' own may be replaced by what it does, under its feet. */
function runByHost(args) {
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  const own = join(root, "node_modules");
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.startsWith(own));
  const env = { ...process.env, PATH: folders.join(delimiter) };
  if (npm && node && !node.startsWith(own)) return finish(spawnSync(node, [npm, ...args], quietly(env)));
  return finish(spawnSync("npm", args, quietly(env)));
}

/** Runs with the packages' own Node first on PATH: the build needs a newer one than the host may have. */
function run(command, args) {
  const env = {
    ...process.env,
    PATH: `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}`,
  };
  return finish(spawnSync(command, args, quietly(env)));
}

/** What it prints is progress, and stdout belongs to the program that starts afterwards. */
function quietly(env) {
  return { cwd: root, env, stdio: ["ignore", 2, 2] };
}

/** How it failed, or nothing. */
function finish(done) {
  if (done.error) return done.error.message;
  if (done.signal) return done.signal;
  return done.status === 0 ? undefined : `exit code ${done.status}`;
}

function read(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
