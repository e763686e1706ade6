/**
 * What the command line needs to find in the API's answers. More may be there, from a newer Sandbar, and is passed on; what
 * lacks any of this was not answered by one.
 */
import * as z from "zod/mini";
import type * as bodies from "./bodies.ts";
import type { FailureBody } from "./failure.ts";

/** Whether an answer's JSON is of this kind. */
export type Answer<T> = (body: unknown) => body is T;

const text = z.string();
const optional = z.nullable(text);
const number = z.number();
const exitFields = { exit_code: z.nullable(number), signal: optional };

const checkpoint = z.object({ created_at: text, size_bytes: number });
const refusal = z.object({ message: text, next_step: z.optional(text) });

const record = z.object({
  ...{ name: text, state: text, phase: optional, web_url: text, profile: text },
  ...{ repository: optional, ref: optional, commit: optional, template: optional, command: optional },
  owner: z.object({ name: text }),
  last_activity: z.object({ at: text, because: text }),
  operation: z.nullable(z.object({ type: text, actor: text, started_at: text })),
  completion: z.nullable(z.object({ at: text, exit_code: z.nullable(number) })),
  checkpoint: z.nullable(checkpoint),
  teardown: z.object({
    ...{ at: optional, reason: optional },
    blockers: list(z.object({ code: text, next_step: text })),
  }),
  archive_expires_at: optional,
  error: z.nullable(refusal),
});

const summary = z.object({
  ...{ name: text, state: text, repository: optional, template: optional },
  owner: z.object({ name: text }),
  last_activity: z.object({ at: text }),
  teardown: z.object({ at: optional }),
});

const started = z.object({ operation_id: text, status: text });

const event = z.object({
  ...{ seq: number, at: text, actor: text, type: text },
  ...{ from: z.optional(text), to: z.optional(text), reason: z.optional(text) },
});

const log = z.object({ stream: z.enum(["stdout", "stderr"]), text });

const execEnd = z.object({ ...exitFields, timed_out: z.boolean(), truncated: z.boolean() });

const terminal = z.object({
  ...{ terminal_id: text, name: optional, title: text, cols: number, rows: number, created_at: text },
  exit: z.nullable(z.object(exitFields)),
});

const share = z.object({
  ...{ share_id: text, role: text, parts: list(text), label: optional, status: text, expires_at: text },
  ...{ uses: number, max_uses: z.nullable(number), guests: list(z.object({ name: text })) },
});

export const RECORD = answer<bodies.RecordBody>()(record);
export const SANDBOX_PAGE = answer<bodies.SandboxPage>()(
  z.object({ items: list(summary), next_cursor: optional }),
);
export const LAUNCHED = answer<bodies.Launched>()(
  z.object({ sandbox: record, reused: z.boolean(), resumed: z.boolean(), operation_id: optional }),
);
export const STARTED = answer<bodies.Started>()(started);
export const EXPORT_STARTED = answer<bodies.ExportStarted>()(z.extend(started, { export_id: text }));
export const OPERATION = answer<bodies.OperationStatusBody>()(
  z.object({ type: text, status: text, actor: text, error: z.nullable(refusal) }),
);
export const EXPORT = answer<bodies.ExportBody>()(
  z.object({
    ...{ export_id: text, file_name: optional, branch: optional, commit: optional },
    ...{ size_bytes: z.nullable(number), content_sha256: optional },
    summary: z.nullable(z.object({ unchanged: z.optional(z.boolean()) })),
  }),
);
export const CHECKPOINTS = items<bodies.CheckpointDetailBody>()(
  z.extend(checkpoint, { checkpoint_id: text, reason: text, file_count: number, verified: z.boolean() }),
);
export const EVENT = answer<bodies.EventBody>()(event);
export const EVENT_PAGE = answer<bodies.Page<bodies.EventBody>>()(
  z.object({ items: list(event), next_after: number }),
);
export const LOG = answer<bodies.LogBody>()(log);
export const LOG_PAGE = answer<bodies.LogPage>()(z.object({ items: list(log), next_after: number }));
export const EXEC_END = answer<bodies.ExecEnd>()(execEnd);
export const EXEC_RESULT = answer<bodies.ExecResult>()(z.extend(execEnd, { stdout: text, stderr: text }));
export const EXEC_OUTPUT = answer<{ readonly base64: string }>()(z.object({ base64: text }));
export const TERMINAL = answer<bodies.TerminalBody>()(terminal);
export const TERMINALS = items<bodies.TerminalBody>()(terminal);
export const PORTS = items<bodies.PortBody>()(
  z.object({ port: number, process: optional, address: text, url: optional }),
);
export const DIRECTORY = answer<bodies.Directory>()(
  z.object({
    entries: list(
      z.object({
        ...{ name: text, type: text, mode: number, size_bytes: number, modified_at: text },
        target: z.optional(text),
      }),
    ),
  }),
);
export const FILE_WRITTEN = answer<bodies.FileWritten>()(
  z.object({ created: z.boolean(), size_bytes: number }),
);
export const SHARES = items<bodies.ShareBody>()(share);
export const SHARE_MADE = answer<bodies.ShareMade>()(
  z.object({ share_id: text, url: text, expires_at: text }),
);
export const ME = answer<bodies.Me>()(
  z.object({ user: z.object({ name: text }), team: z.object({ name: text }), role: text }),
);
/** A refusal inside a stream. */
export const REFUSAL = answer<FailureBody>()(
  z.object({ error: text, reason_code: text, retryable: z.boolean() }),
);
/** Why a followed stream ended. */
export const STREAM_END = answer<{ readonly reason: string }>()(z.object({ reason: text }));

/** Every T must pass: a field that the API doesn't promise is a type error here. */
function answer<T>() {
  return <S extends z.ZodMiniType>(schema: T extends z.output<S> ? S : never): Answer<T> =>
    (body): body is T =>
      schema.safeParse(body).success;
}

function items<T>() {
  return <S extends z.ZodMiniType>(schema: T extends z.output<S> ? S : never): Answer<bodies.Items<T>> => {
    const items = z.object({ items: z.array(schema) });
    return (body): body is bodies.Items<T> => items.safeParse(body).success;
  };
}

function list<S extends z.ZodMiniType>(item: S) {
  return z.readonly(z.array(item));
}
