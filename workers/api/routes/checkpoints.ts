import { z } from "@hono/zod-openapi";
import { deleteCheckpoint, listCheckpoints, saveSandbox } from "../../services/keeping/checkpoints.ts";
import { forkSandbox } from "../../services/sandboxes/fork.ts";
import { json, noContent, type Route, route } from "../route.ts";
import { items, sandboxName, sandboxParams } from "../schemas/common.ts";
import { launchAnswer, launchHeaders } from "../schemas/launch.ts";
import { startedFields, startHeaders } from "../schemas/operation.ts";
import { checkpointDetail } from "../schemas/record.ts";
import { accepted, answer } from "./lifecycle.ts";

const checkpointId = z.string().min(1).max(64);
const checkpointStarted = z.strictObject({ ...startedFields, checkpoint_id: z.string() });
const forkBody = z
  .strictObject({
    name: z.string().min(1).max(200).openapi({ description: "Of the new sandbox; never one that is taken" }),
    checkpoint_id: checkpointId.optional().openapi({ description: "The last verified one when absent" }),
    profile: z.string().min(1).optional().openapi({ description: "The same as the source's when absent" }),
  })
  .openapi("Fork");

/** Durable saves, and new sandboxes from them. */
export const checkpointRoutes: readonly Route[] = [
  route({
    method: "post",
    path: "/sandboxes/{name}/checkpoints",
    summary: "Save now",
    ability: "sandboxes.change",
    params: sandboxParams,
    headers: startHeaders,
    waits: true,
    body: z.strictObject({}),
    answers: accepted("The save has begun", checkpointStarted),
    handle: async ({ context, params, request, wait_seconds }) => {
      const idempotency_key = request.headers.get("idempotency-key") ?? undefined;
      return answer(await saveSandbox(context, { ...params, idempotency_key, wait_seconds }));
    },
  }),
  route({
    method: "get",
    path: "/sandboxes/{name}/checkpoints",
    summary: "Its saves, newest first",
    ability: "sandboxes.read",
    params: sandboxParams,
    answers: { 200: { description: "All of them", schema: items(checkpointDetail) } },
    handle: async ({ context, params }) => json(await listCheckpoints(context, params)),
  }),
  route({
    method: "delete",
    path: "/sandboxes/{name}/checkpoints/{checkpoint_id}",
    summary: "Delete one save; never the one that a resume restores",
    ability: "sandboxes.change",
    params: z.object({ name: sandboxName, checkpoint_id: checkpointId }),
    answers: { 204: { description: "It is gone" } },
    handle: async ({ context, params }) => noContent(await deleteCheckpoint(context, params)),
  }),
  route({
    method: "post",
    path: "/sandboxes/{name}/fork",
    summary: "A new sandbox that begins with the files of a checkpoint",
    ability: "sandboxes.fork",
    params: sandboxParams,
    headers: launchHeaders,
    body: forkBody,
    waits: true,
    limit: 300,
    answers: { 201: { description: "The new sandbox, on its way", schema: launchAnswer } },
    handle: async ({ context, params, body, request, wait_seconds }) => {
      const { name: new_name, ...rest } = body;
      const idempotency_key = request.headers.get("idempotency-key") ?? undefined;
      const input = { ...rest, name: params.name, new_name, idempotency_key, wait_seconds };
      return json(await forkSandbox(context, input), 201);
    },
  }),
];
