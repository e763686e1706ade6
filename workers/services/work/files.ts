/** Files of a running sandbox, through its agent: streamed, never held here. */
import { invalidInput, ok, type Result, refuse } from "../../domain/refusal.ts";
import type { DirectoryListing } from "../../engines/agent-api.ts";
import { audited, guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { findSandbox } from "../sandboxes/find-sandbox.ts";
import { type AgentRequest, askSandbox } from "./agent-request.ts";

export interface FileInput {
  readonly name: string;
  /** Relative to the workspace, or absolute inside the sandbox. */
  readonly path: string;
}

/** Characters. */
const PATH_MAX = 4096;

export async function listFiles(
  context: ServiceContext,
  input: FileInput,
): Promise<Result<DirectoryListing>> {
  const answer = await read(context, input, "file.list", `/files?${query(input.path || ".")}`, {});
  return answer.ok ? ok((await answer.value.json()) as DirectoryListing) : answer;
}

/** The file's bytes; `range` is an HTTP Range header. */
export async function readFile(
  context: ServiceContext,
  input: FileInput & { readonly range?: string },
): Promise<Result<Response>> {
  const headers: Record<string, string> = input.range ? { range: input.range } : {};
  return read(context, input, "file.read", `/files/content?${query(input.path)}`, { headers });
}

export interface FileWritten {
  readonly created: boolean;
  readonly size_bytes: number;
}

/** Replaces or makes the file, at once, with its parent folders. `mode` is octal text such as "755". */
export async function writeFile(
  context: ServiceContext,
  input: FileInput & { readonly body: ReadableStream | null; readonly mode?: string },
): Promise<Result<FileWritten>> {
  const { mode, body } = input;
  if (mode !== undefined && !/^0?[0-7]{3}$/.test(mode))
    return refuse(invalidInput("mode", "mode is octal, e.g. 755."));
  const path = `/files/content?${query(input.path, mode ? { mode } : {})}`;
  const answer = await change(context, input, "file.written", path, { method: "PUT", body: body ?? "" });
  if (!answer.ok) return answer;
  const { size_bytes } = (await answer.value.json()) as { size_bytes: number };
  return ok({ created: answer.value.status === 201, size_bytes });
}

/** A folder that is not empty needs `recursive`. */
export async function deleteFile(
  context: ServiceContext,
  input: FileInput & { readonly recursive?: boolean },
): Promise<Result<null>> {
  const path = `/files?${query(input.path, { recursive: input.recursive ? "1" : "0" })}`;
  const answer = await change(context, input, "file.deleted", path, { method: "DELETE" });
  if (!answer.ok) return answer;
  await answer.value.body?.cancel();
  return ok(null);
}

function read(
  context: ServiceContext,
  input: FileInput,
  action: string,
  path: string,
  request: AgentRequest,
) {
  return guarded(context, { action, target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.read");
    if (!found.ok) return found;
    const checked = checkPath(input.path);
    return checked.ok ? askSandbox(context, found.value, path, request) : checked;
  });
}

function change(
  context: ServiceContext,
  input: FileInput,
  action: string,
  path: string,
  request: AgentRequest,
) {
  const deed = { action, target: `sandbox:${input.name}`, data: { path: input.path.slice(0, PATH_MAX) } };
  return audited(context, deed, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.exec");
    if (!found.ok) return found;
    const checked = checkPath(input.path);
    return checked.ok ? askSandbox(context, found.value, path, request) : checked;
  });
}

/** What no file system takes; where a path leads is the agent's to decide. */
function checkPath(path: string): Result<null> {
  if (path.length <= PATH_MAX && !path.includes("\0") && path.isWellFormed()) return ok(null);
  return refuse(
    invalidInput("path", `A path has at most ${PATH_MAX} characters, no NUL, and is valid Unicode.`),
  );
}

function query(path: string, more: Record<string, string> = {}): string {
  return new URLSearchParams({ path, ...more }).toString();
}
