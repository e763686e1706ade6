/**
 * Where files that are named from outside may be: the workspace and the home folder, links followed. The jail
 * is the security boundary; this keeps a mistaken path or a link from reading or replacing something else.
 */
import { readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { errno, fileRefusal, invalid, Refused } from "./refused.ts";

export class Paths {
  readonly workspace: string;
  readonly #roots: readonly string[];

  constructor(workspace: string, home: string) {
    this.workspace = workspace;
    this.#roots = [workspace, home].flatMap((root) => [
      resolve(root),
      realPath(resolve(root)) ?? resolve(root),
    ]);
  }

  /** The real path of what `path` names, its last link followed. It may not exist yet; the target of a dangling link counts. */
  followed(path: string): string {
    const lexical = this.#lexical(path);
    let current = lexical;
    for (let links = 0; links < 40; links++) {
      const real = this.#inRealParent(current);
      const target = readLink(real);
      if (target === undefined) return this.#allowed(real, path);
      current = resolve(dirname(real), target);
    }
    throw fileRefusal(Object.assign(new Error("link loop"), { code: "ELOOP" }), path);
  }

  /** The real path of the entry that `path` names: a link itself, not what it leads to. */
  entry(path: string): string {
    return this.#allowed(this.#inRealParent(this.#lexical(path)), path);
  }

  /** Like `entry`, but never one of the roots themselves: they can't be deleted or renamed. */
  changeable(path: string): string {
    const real = this.entry(path);
    if (!this.#roots.includes(real)) return real;
    throw new Refused(400, "path_protected", `${JSON.stringify(path)} itself can't be changed.`, {
      field: "path",
    });
  }

  #lexical(path: string): string {
    if (path === "" || path.includes("\0")) throw invalid("path", "path must be text without NUL.");
    const absolute = resolve(this.workspace, path);
    if (this.#isInside(absolute)) return absolute;
    throw outside(path);
  }

  /** Resolves links in all parents that exist; parents that don't are kept as they are named. */
  #inRealParent(absolute: string): string {
    if (this.#roots.includes(absolute)) return realPath(absolute) ?? absolute;
    const parent = dirname(absolute);
    const real = realPath(parent);
    if (real !== undefined) return join(real, basename(absolute));
    return parent === absolute ? absolute : join(this.#inRealParent(parent), basename(absolute));
  }

  #allowed(real: string, path: string): string {
    if (this.#isInside(real)) return real;
    throw outside(path);
  }

  #isInside(absolute: string): boolean {
    return this.#roots.some(
      (root) => absolute === root || absolute.startsWith(root.endsWith(sep) ? root : root + sep),
    );
  }
}

function outside(path: string): Refused {
  const message = `${JSON.stringify(path)} leads out of the workspace and the home folder.`;
  return new Refused(400, "path_outside", message, { field: "path" });
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined;
    throw fileRefusal(error, path);
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (errno(error) === "EINVAL" || errno(error) === "ENOENT") return undefined; // no link, or nothing there
    throw fileRefusal(error, path);
  }
}
