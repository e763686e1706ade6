/** Commands, files, terminals and ports: what people do inside a sandbox. */
import { z } from "@hono/zod-openapi";
import type { TerminalBody } from "../../domain/sandbox/bodies.ts";
import { AGENT_ID } from "../../engines/agent-api.ts";
import { EXEC_TIMEOUT_MAX_MS } from "../../services/work/exec.ts";
import { EXEC_ENCODINGS, type ExecResultBody } from "../../services/work/exec-result.ts";
import { sandboxName, time } from "./common.ts";

export const agentId = z.string().regex(AGENT_ID, "ids are 1 to 64 letters, digits, hyphens and underscores");

export const execBody = z
  .strictObject({
    argv: z
      .array(z.string())
      .min(1)
      .openapi({ example: ["npm", "test"] }),
    cwd: z.string().optional().openapi({ description: "Relative to the workspace unless absolute" }),
    env: z
      .record(z.string(), z.string())
      .optional()
      .openapi({ description: "For this command alone; never in its argv, logs or events" }),
    stdin: z.string().optional().openapi({ description: "Text that it reads; its input ends there" }),
    timeout_ms: z.int().min(1).max(EXEC_TIMEOUT_MAX_MS).optional(),
    encoding: z.enum(EXEC_ENCODINGS).optional().openapi({
      description:
        "Of its output: `text` (unless given) is UTF-8, where other bytes become U+FFFD; `base64` has every byte, in events as `base64` instead of `text`",
    }),
    exec_id: agentId.optional().openapi({ description: "To cancel it by; the same id is the same command" }),
  })
  .openapi("Exec");

export const execResult = z
  .strictObject({
    exec_id: z.string(),
    exit_code: z.int().nullable().openapi({ description: "Null when a signal ended it" }),
    signal: z.string().nullable(),
    stdout: z.string(),
    stderr: z.string(),
    timed_out: z.boolean(),
    truncated: z
      .boolean()
      .openapi({ description: "There was more output than an answer holds; stream it to have all" }),
  })
  .openapi("ExecResult") satisfies z.ZodType<ExecResultBody>;

export const execParams = z.object({ name: sandboxName, exec_id: agentId });

const fileEntry = z
  .strictObject({
    name: z.string(),
    type: z.enum(["file", "directory", "symlink", "other"]),
    size_bytes: z.int(),
    mode: z.int().openapi({ description: "Permissions as a number, e.g. 420 for 0644" }),
    modified_at: time,
    target: z.string().optional(),
  })
  .openapi("FileEntry");

export const directory = z.strictObject({ path: z.string(), entries: z.array(fileEntry) });
export const fileWritten = z.strictObject({ created: z.boolean(), size_bytes: z.int() });

export const terminal = z
  .strictObject({
    terminal_id: z.string(),
    name: z.string().nullable(),
    title: z.string(),
    cols: z.int(),
    rows: z.int(),
    offset: z.int().openapi({ description: "Bytes that it has written since it was opened" }),
    first_offset: z.int().openapi({ description: "Where what is kept of them begins" }),
    exit: z.strictObject({ exit_code: z.int().nullable(), signal: z.string().nullable() }).nullable(),
    created_at: time,
  })
  .openapi("Terminal") satisfies z.ZodType<TerminalBody>;

const calledName = z
  .string()
  .max(400)
  .nullable()
  .openapi({ description: "What people call it, at most 60 characters; null: nothing", example: "logs" });
export const terminalBody = z.strictObject({
  cols: z.int().min(1).max(4096).optional(),
  rows: z.int().min(1).max(4096).optional(),
  name: calledName.optional(),
});
export const terminalPatch = z.strictObject({ name: calledName });
export const terminalParams = z.object({ name: sandboxName, terminal_id: agentId });

export const port = z
  .strictObject({
    port: z.int(),
    pid: z.int().nullable(),
    process: z.string().nullable(),
    address: z.string(),
    url: z
      .string()
      .nullable()
      .openapi({ description: "Opens its preview in a signed-in browser; null where there are no previews" }),
  })
  .openapi("Port");
