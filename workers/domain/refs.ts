/** Git reference names: as strict as `git check-ref-format`, and never readable as an option (C16). */
import { ok, type Result, refuse } from "./refusal.ts";

/** UTF-8 bytes; well below the 255 that file systems allow one component. */
const REF_MAX_BYTES = 200;

/** Branches that exports make begin with this, unless the request names one. */
const BRANCH_PREFIX = "sandbar";

/** Space, `~ ^ : ? * [ \`, ASCII control characters and DEL. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that git refuses
const FORBIDDEN = /[\u0000-\u0020\u007f~^:?*[\\]/;

/** A branch, tag or commit to check out. Refuses with `invalid_ref`. */
export function checkRef(ref: string, field = "ref"): Result<string> {
  return refProblem(ref) === null ? ok(ref) : invalid(ref, field);
}

/** A branch to push to: a ref that is not `HEAD` and not below `refs/`. Refuses with `invalid_ref`. */
export function checkBranch(branch: string, field = "branch"): Result<string> {
  const special = branch.toUpperCase() === "HEAD" || branch.startsWith("refs/");
  return !special && refProblem(branch) === null ? ok(branch) : invalid(branch, field);
}

/** Where a branch export goes when the request names none. `name` is a normalised sandbox name. */
export function defaultExportBranch(name: string): string {
  return `${BRANCH_PREFIX}/${name}`;
}

/** What is wrong, as the end of a sentence that begins with "A ref", or null. */
function refProblem(ref: string): string | null {
  if (ref === "") return "can't be empty";
  if (!ref.isWellFormed()) return "must be valid Unicode";
  if (new TextEncoder().encode(ref).length > REF_MAX_BYTES) return `has at most ${REF_MAX_BYTES} bytes`;
  if (ref.startsWith("-")) return "can't begin with a hyphen";
  if (FORBIDDEN.test(ref)) return "can't contain spaces, control characters or any of ~ ^ : ? * [ \\";
  if (ref.includes("..")) return 'can\'t contain ".."';
  if (ref.includes("@{") || ref === "@") return 'can\'t be "@" or contain "@{"';
  if (ref.endsWith(".")) return "can't end with a dot";
  for (const component of ref.split("/")) {
    if (component === "") return "can't begin or end with a slash, or contain two in a row";
    if (component.startsWith(".")) return "can't have a part that begins with a dot";
    if (component.endsWith(".lock")) return 'can\'t have a part that ends with ".lock"';
  }
  return null;
}

function invalid(ref: string, field: string): Result<string> {
  return refuse({
    reason_code: "invalid_ref",
    message: `A ${field} ${refProblem(ref) ?? "must be a plain branch name"}.`,
    retryable: false,
    next_step: "Give the name of a branch or tag, or a commit.",
    field,
  });
}
