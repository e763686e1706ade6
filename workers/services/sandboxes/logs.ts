import type { Caller } from "../../domain/access.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import type { LogBody } from "../../domain/sandbox/bodies.ts";
import { logBody } from "../../domain/sandbox/record-body.ts";
import type { LogSource } from "../../domain/sandbox.ts";
import { guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { findSandbox } from "./find-sandbox.ts";
import { type Followed, follow } from "./follow.ts";

/** Most entries a page. */
export const LOGS_PAGE = 500;

export interface LogsInput {
  readonly name: string;
  /** Byte offset from which to read; 0 = from the beginning. */
  readonly after?: number;
  readonly source?: LogSource;
  /** 1 to LOGS_PAGE. */
  readonly limit?: number;
}

export interface LogPageBody {
  readonly items: readonly LogBody[];
  readonly next_after: number;
  /** Bytes before this are no longer kept. */
  readonly first_offset: number;
}

/** Output of provisioning, task, processes and engine, oldest first. */
export async function listLogs(
  context: ServiceContext<Caller>,
  input: LogsInput,
): Promise<Result<LogPageBody>> {
  return guarded(context, { action: "log.read", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "timeline.read");
    if (!found.ok) return found;
    const page = await found.value.stub.logs(input.after ?? 0, input.limit ?? LOGS_PAGE, input.source);
    return ok({ ...page, items: page.items.map(logBody) });
  });
}

/** The log from `after` on, then whatever is added, until the sandbox is destroyed or the reader leaves. */
export async function followLogs(
  context: ServiceContext<Caller>,
  input: LogsInput,
  signal: AbortSignal,
): Promise<Result<AsyncGenerator<Followed<LogBody>>>> {
  return guarded(context, { action: "log.read", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "timeline.read");
    if (!found.ok) return found;
    const { stub } = found.value;
    const read = async (after: number) => {
      const page = await stub.logs(after, LOGS_PAGE, input.source);
      return { items: page.items.map(logBody), next_after: page.next_after };
    };
    const source = { read, positionOf: (entry: LogBody) => entry.next_offset };
    return ok(follow(context, found.value, source, input.after ?? 0, signal));
  });
}
