/**
 * What the engine puts into every jail, made once per version in the data folder: `opt` (Node, npm, the
 * agent, the bridge) and `etc`. A new version gets a new folder, because live jails have theirs mounted.
 */
import { createHash } from "node:crypto";
import { constants, existsSync, readFileSync } from "node:fs";
import { chmod, copyFile, cp, link, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { ETC_FILES } from "./etc-files.ts";
import { INSIDE } from "./jail-paths.ts";
import { seccompFilter } from "./seccomp.ts";

export interface RuntimeFolder {
  readonly path: string;
  /** Mounted at /opt/sandbar. */
  readonly opt: string;
  /** Files mounted one by one below /etc. */
  readonly etc: string;
  /** The system call filter. */
  readonly seccomp: string;
}

export interface RuntimeSource {
  /** Bundles the agent's entry into one ESM file. */
  readonly buildAgent: (outFile: string) => Promise<void>;
  /** Host's npm package folder, or undefined where none was found. */
  readonly npmFolder: string | undefined;
}

/** Makes (or finds) the folder for this version below `dataDir/runtime`. Folders in `inUse` are left alone. */
export async function prepareRuntime(
  dataDir: string,
  source: RuntimeSource,
  inUse: () => ReadonlySet<string>,
): Promise<RuntimeFolder> {
  const root = join(dataDir, "runtime");
  const draft = join(root, `draft-${process.pid}`);
  await rm(draft, { recursive: true, force: true });
  await mkdir(join(draft, "opt/bin"), { recursive: true });
  await bundlePrograms(draft, source);
  const path = join(root, await versionOf(draft, source));
  if (existsSync(path)) {
    await rm(draft, { recursive: true });
  } else {
    await addFixedParts(draft, source);
    await rename(draft, path);
  }
  for (const name of await readdir(root)) {
    const other = join(root, name);
    if (other !== path && !inUse().has(other)) await rm(other, { recursive: true, force: true });
  }
  return runtimeAt(path);
}

function runtimeAt(path: string): RuntimeFolder {
  return { path, opt: join(path, "opt"), etc: join(path, "etc"), seccomp: join(path, "seccomp.bpf") };
}

async function bundlePrograms(draft: string, source: RuntimeSource): Promise<void> {
  await source.buildAgent(join(draft, "opt/agent.mjs"));
  for (const name of ["egress-bridge", "egress-connect"]) {
    await build({
      entryPoints: [fileURLToPath(new URL(`inside/${name}.ts`, import.meta.url))],
      outfile: join(draft, `opt/${name}.mjs`),
      platform: "node",
      format: "esm",
      target: "node24",
      logLevel: "silent",
    });
  }
}

async function versionOf(draft: string, source: RuntimeSource): Promise<string> {
  const hash = createHash("sha256");
  for (const name of ["agent.mjs", "egress-bridge.mjs", "egress-connect.mjs"]) {
    hash.update(readFileSync(join(draft, "opt", name)));
  }
  const parts = [process.version, process.execPath, source.npmFolder, ETC_FILES, WRAPPERS];
  hash.update(JSON.stringify(parts)).update(seccompFilter(architecture()));
  return hash.digest("hex").slice(0, 16);
}

const WRAPPERS: Readonly<Record<string, string>> = {
  npm: `#!/bin/sh\nexec ${INSIDE.node} ${INSIDE.opt}/npm/bin/npm-cli.js "$@"\n`,
  npx: `#!/bin/sh\nexec ${INSIDE.node} ${INSIDE.opt}/npm/bin/npx-cli.js "$@"\n`,
  "egress-connect": `#!/bin/sh\nexec ${INSIDE.node} ${INSIDE.opt}/egress-connect.mjs "$@"\n`,
};

async function addFixedParts(draft: string, source: RuntimeSource): Promise<void> {
  const bin = join(draft, "opt/bin");
  await linkOrCopy(process.execPath, join(bin, "node"));
  for (const [name, text] of Object.entries(WRAPPERS)) {
    if (name.startsWith("np") && source.npmFolder === undefined) continue;
    await writeFile(join(bin, name), text);
    await chmod(join(bin, name), 0o755);
  }
  if (source.npmFolder !== undefined) {
    await cp(source.npmFolder, join(draft, "opt/npm"), { recursive: true, dereference: true });
  }
  for (const name of ptyPackages()) {
    const from = packageFolder(name);
    await cp(from, join(draft, "opt/node_modules", name), { recursive: true, dereference: true });
  }
  await mkdir(join(draft, "etc"));
  for (const [name, text] of Object.entries(ETC_FILES)) await writeFile(join(draft, "etc", name), text);
  await writeFile(join(draft, "seccomp.bpf"), seccompFilter(architecture()));
}

/** A hard link where the file systems allow it: Node's binary is more than 100 MB. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    await copyFile(from, to, constants.COPYFILE_FICLONE); // another file system, or another owner
    await chmod(to, 0o755);
  }
}

function ptyPackages(): string[] {
  return ["@lydell/node-pty", `@lydell/node-pty-linux-${process.arch}`];
}

function packageFolder(name: string): string {
  const require = createRequire(import.meta.url);
  for (const folder of require.resolve.paths(name) ?? []) {
    const candidate = join(folder, name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
  }
  throw new Error(`${name} is not installed`);
}

function architecture(): "x64" | "arm64" {
  if (process.arch === "x64" || process.arch === "arm64") return process.arch;
  throw new Error(`no system call filter for ${process.arch}: only x64 and arm64 are supported`);
}

/** npm's package folder: of the npm that runs us, or the first on PATH. */
export function findNpmFolder(
  env: NodeJS.ProcessEnv,
  realpath: (path: string) => string,
): string | undefined {
  const candidates = [env.npm_execpath, ...(env.PATH ?? "").split(":").map((folder) => join(folder, "npm"))];
  for (const candidate of candidates) {
    if (!candidate || !existsSync(candidate)) continue;
    const folder = dirname(dirname(realpath(candidate))); // <package>/bin/npm-cli.js
    if (existsSync(join(folder, "bin/npm-cli.js"))) return folder;
  }
  return undefined;
}
