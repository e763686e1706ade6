/** What the sandboxes of the crash tests work on, and how to tell that it is the same afterwards. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Product } from "../product/product.ts";

/** Random, so that it is as large in an archive: four parts of a multipart upload (archive-store.ts). */
const DATA_BYTES = 24 * 1024 * 1024;

/** One line per file: digest, mode, name; names may hold anything. */
const LIST = "find . -type f -printf '%m ' -exec sha256sum -z {} \\; | LC_ALL=C sort -z | sha256sum";

/** Fills a workspace with large and awkward files; answers their digest. */
export async function fill({ api }: Product, name: string): Promise<string> {
  const script = `
    head -c ${DATA_BYTES} /dev/urandom > data.bin
    mkdir -p 'sub folder' && printf x > 'sub folder/a
b' && chmod 750 'sub folder' && chmod 600 data.bin`;
  expect(await api.exec(name, ["bash", "-ec", script])).toMatchObject({ exit_code: 0 });
  return digest({ api }, name);
}

export async function digest({ api }: Pick<Product, "api">, name: string): Promise<string> {
  const { exit_code, stdout, stderr } = await api.exec(name, ["bash", "-c", LIST]);
  expect({ exit_code, stderr }).toEqual({ exit_code: 0, stderr: "" });
  return stdout;
}

export interface Project {
  readonly url: string;
  readonly commit: string;
}

/** A git repository that takes a while to clone. */
export function makeProject({ repositories }: Product): Project {
  const folder = join(repositories, "project");
  mkdirSync(folder);
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=Anna", "-c", "user.email=anna@example.com", ...args], {
      cwd: folder,
      encoding: "utf8",
    });
  git("init", "--quiet", "--initial-branch=main");
  for (let index = 0; index < 40; index++)
    writeFileSync(join(folder, `${index}.bin`), randomBytes(512 * 1024));
  writeFileSync(join(folder, "README.md"), "# Project\n");
  git("add", ".");
  git("commit", "--quiet", "-m", "Begin");
  // One pack, which git copies as it is.
  git("repack", "--quiet", "-a", "-d");
  return { url: `file://${folder}`, commit: git("rev-parse", "HEAD").trim() };
}

/** The workspace is a whole, clean clone. */
export async function expectClone({ api }: Product, name: string, { commit }: Project): Promise<void> {
  const script = "git rev-parse HEAD && git status --porcelain && git fsck --no-progress";
  const { stdout, stderr, exit_code } = await api.exec(name, ["bash", "-ec", script]);
  expect({ exit_code, stdout, stderr }).toEqual({ exit_code: 0, stdout: `${commit}\n`, stderr: "" });
}
