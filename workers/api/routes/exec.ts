import { ok } from "../../domain/refusal.ts";
import { cancelExec, startExec } from "../../services/work/exec.ts";
import { collectExec, EXEC_OUTPUT_LIMIT_BYTES } from "../../services/work/exec-result.ts";
import { EVENT_STREAM, wantsEvents } from "../event-stream.ts";
import { execStream } from "../exec-stream.ts";
import { noContent, type Route, route } from "../route.ts";
import { sandboxParams } from "../schemas/common.ts";
import { execBody, execParams, execResult } from "../schemas/work.ts";

/**
 * Commands in a running sandbox. Leaving a stream before its end cancels its command; a single answer is written only at
 * the end, and not before that is a client noticed that has left.
 */
export const execRoutes: readonly Route[] = [
  route({
    method: "post",
    path: "/sandboxes/{name}/exec",
    summary:
      "Run a command; with `Accept: text/event-stream` its output comes as `stdout` and `stderr`, then `exit`",
    ability: "sandboxes.exec",
    params: sandboxParams,
    body: execBody,
    answers: {
      200: { description: "The result, whatever the exit code", schema: execResult, type: EVENT_STREAM },
    },
    handle: async ({ context, params, body, request }) => {
      const { encoding = "text", ...command } = body;
      const input = { ...params, ...command };
      if (wantsEvents(request)) return execStream(context, input, encoding);
      const limit = { output_limit_bytes: EXEC_OUTPUT_LIMIT_BYTES, signal: request.signal };
      const running = await startExec(context, input, limit);
      if (!running.ok) return running;
      return ok(Response.json(await collectExec(running.value.exec_id, running.value.frames, encoding)));
    },
  }),
  route({
    method: "delete",
    path: "/sandboxes/{name}/exec/{exec_id}",
    summary: "Cancel a command: TERM to its whole group, then KILL",
    ability: "sandboxes.exec",
    params: execParams,
    answers: { 204: { description: "It is ending, or has ended" } },
    handle: async ({ context, params }) => noContent(await cancelExec(context, params)),
  }),
];
