/** Expected failures inside the agent: thrown by a request's work, turned into one error answer at the edge. */
import type { Refusal } from "../../workers/domain/refusal.ts";

export class Refused extends Error {
  /** HTTP status of the answer. */
  readonly status: number;
  readonly refusal: Refusal;

  constructor(
    status: number,
    reason_code: string,
    message: string,
    more: { retryable?: boolean; field?: string; next_step?: string } = {},
  ) {
    super(message);
    this.name = "Refused";
    this.status = status;
    const { retryable = false, ...rest } = more;
    this.refusal = { reason_code, message, retryable, ...rest };
  }
}

/** A body or query field that is not what it must be. */
export function invalid(field: string, message: string): Refused {
  return new Refused(400, `invalid_${field.replaceAll(/[^a-z0-9]+/g, "_")}`, message, { field });
}

/** Node's error code such as "ENOENT", or undefined when `error` is not a system error. */
export function errno(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** The refusal for a failed file operation on `path`; what is no expected failure comes back as it is. */
export function fileRefusal(error: unknown, path: string): unknown {
  const named = JSON.stringify(path);
  switch (errno(error)) {
    case "ENOENT":
      return new Refused(404, "path_not_found", `There is no ${named}.`);
    case "EACCES":
    case "EPERM":
      return new Refused(403, "path_forbidden", `The sandbox's user may not do that with ${named}.`);
    case "EEXIST":
      return new Refused(409, "path_exists", `${named} exists already.`);
    case "ENOTEMPTY":
      return new Refused(409, "directory_not_empty", `${named} is not empty.`, {
        next_step: "Delete it with its content (recursive).",
      });
    case "ENOTDIR":
      return new Refused(409, "not_a_directory", `${named} is not a directory.`);
    case "EISDIR":
      return new Refused(409, "is_a_directory", `${named} is a directory.`);
    case "ELOOP":
      return new Refused(409, "link_loop", `${named} is a link that leads to itself.`);
    case "ENAMETOOLONG":
      return new Refused(400, "name_too_long", `A part of ${named} is longer than 255 bytes.`, {
        field: "path",
      });
    case "ENOSPC":
    case "EDQUOT":
      return new Refused(507, "disk_full", "The sandbox's disk is full.", {
        next_step: "Delete files that are not needed and try again.",
      });
    case "EFBIG":
      return new Refused(507, "file_too_large", `${named} would be larger than the sandbox allows.`);
    case "EROFS":
      return new Refused(403, "read_only", `${named} is read-only.`);
    default:
      return error;
  }
}
