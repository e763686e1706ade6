/** Validates what an update of a host repository asks for; nothing of it reaches git before this. */
import { checkBranch } from "../../workers/domain/refs.ts";
import type { RepositoryUpdate } from "../../workers/engines/engine.ts";
import { invalidRequest } from "./refusals.ts";

/** SHA-1 or SHA-256, in full. */
const OBJECT_NAME = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Throws EngineError `invalid_request` naming the field. The path is judged where it is resolved. */
export function parseRepositoryUpdate(query: URLSearchParams): RepositoryUpdate {
  const branch = query.get("branch") ?? "";
  if (!checkBranch(branch).ok) throw invalidRequest("branch", "must be a plain branch name");
  const commit = query.get("commit") ?? "";
  if (!OBJECT_NAME.test(commit)) throw invalidRequest("commit", "must be a full object name");
  const expected = query.get("expected");
  if (expected !== null && !OBJECT_NAME.test(expected)) {
    throw invalidRequest("expected", "must be a full object name");
  }
  return { path: query.get("path") ?? "", branch, commit, expected };
}
