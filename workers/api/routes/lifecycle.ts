import { z } from "@hono/zod-openapi";
import { ok, type Result } from "../../domain/refusal.ts";
import type { Started } from "../../domain/sandbox/operation-body.ts";
import { completeSandbox } from "../../services/sandboxes/complete.ts";
import { getOperation } from "../../services/sandboxes/operations.ts";
import { purgeSandbox } from "../../services/sandboxes/purge.ts";
import { resumeSandbox } from "../../services/sandboxes/resume.ts";
import { teardownSandbox } from "../../services/sandboxes/teardown.ts";
import { json, type Route, route } from "../route.ts";
import { preferHeader, sandboxName, sandboxParams } from "../schemas/common.ts";
import { operationStatus, started, startedFields } from "../schemas/operation.ts";
import { record } from "../schemas/record.ts";

const operation = {
  params: sandboxParams,
  headers: preferHeader,
  waits: true,
} as const;

const resumeBody = z.strictObject({ checkpoint_id: z.string().min(1).max(64).optional() });
const completeBody = z.strictObject({ exit_code: z.int().min(0).max(255).nullish() });
const teardownBody = z.strictObject({
  force: z.boolean().optional(),
  discard: z.boolean().optional(),
  confirm: z.string().optional().openapi({ description: "The sandbox's name; needed by `discard`" }),
});
const teardownStarted = z.strictObject({ ...startedFields, already: z.boolean() });

/** Commands that change a sandbox's state, and what they started. */
export const lifecycleRoutes: readonly Route[] = [
  route({
    ...operation,
    method: "post",
    path: "/sandboxes/{name}/resume",
    summary: "Bring an archived sandbox back, retry one in error, or go on with a completed one",
    ability: "sandboxes.change",
    body: resumeBody,
    answers: accepted("It is on its way", started),
    handle: async ({ context, params, body, wait_seconds }) =>
      answer(await resumeSandbox(context, { ...params, ...body, wait_seconds })),
  }),
  route({
    ...operation,
    method: "post",
    path: "/sandboxes/{name}/teardown",
    summary: "Save, verify, then destroy",
    ability: "sandboxes.teardown",
    body: teardownBody,
    answers: accepted("It is being saved and torn down", teardownStarted),
    handle: async ({ context, params, body, wait_seconds }) =>
      answer(await teardownSandbox(context, { ...params, ...body, wait_seconds })),
  }),
  route({
    ...operation,
    method: "delete",
    path: "/sandboxes/{name}",
    summary: "Delete an archived sandbox for good: its checkpoints, exports and logs",
    ability: "sandboxes.teardown",
    query: z.object({
      confirm: z.string().optional().openapi({ description: "The sandbox's name; always needed" }),
    }),
    answers: accepted("It is being deleted, which nothing ends but its end", started),
    handle: async ({ context, params, query, wait_seconds }) =>
      answer(await purgeSandbox(context, { ...params, ...query, wait_seconds })),
  }),
  route({
    method: "post",
    path: "/sandboxes/{name}/complete",
    summary: "Say that its task is done",
    ability: "sandboxes.change",
    params: sandboxParams,
    body: completeBody,
    answers: { 200: { description: "The record", schema: record } },
    handle: async ({ context, params, body }) => json(await completeSandbox(context, { ...params, ...body })),
  }),
  route({
    method: "get",
    path: "/sandboxes/{name}/operations/{operation_id}",
    summary: "What became of an operation, at any later time",
    ability: "sandboxes.read",
    params: z.object({ name: sandboxName, operation_id: z.string().min(1).max(64) }),
    answers: { 200: { description: "Its status, with result or error", schema: operationStatus } },
    handle: async ({ context, params }) => json(await getOperation(context, params)),
  }),
];

export function accepted(description: string, schema: z.ZodType) {
  return {
    202: { description, schema },
    200: { description: "It ended within `Prefer: wait=N`, or there was nothing to do", schema },
  };
}

/** 202 while it runs, 200 once it has succeeded; failures are refusals. */
export function answer(result: Result<Started>): Result<Response> {
  if (!result.ok) return result;
  return ok(Response.json(result.value, { status: result.value.status === "running" ? 202 : 200 }));
}
