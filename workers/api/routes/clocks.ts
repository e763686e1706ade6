import { z } from "@hono/zod-openapi";
import { changeSandbox } from "../../services/sandboxes/change-sandbox.ts";
import { heartbeat } from "../../services/sandboxes/heartbeat.ts";
import { KEEP_ALIVE_MINUTES_MAX, keepAlive } from "../../services/sandboxes/keep-alive.ts";
import { undoTeardown } from "../../services/sandboxes/undo-teardown.ts";
import { json, type Route, route } from "../route.ts";
import { sandboxParams } from "../schemas/common.ts";
import { record, visibility } from "../schemas/record.ts";

const keepAliveBody = z.strictObject({
  minutes: z.int().min(0).max(KEEP_ALIVE_MINUTES_MAX).openapi({ description: "From now; 0 takes it back" }),
});
const changeBody = z.strictObject({
  idle_timeout_minutes: z.int().min(0).nullish().openapi({ description: "Null: the team's" }),
  recording: z.boolean().optional().openapi({ description: "Whether its terminals are recorded" }),
  visibility: visibility
    .optional()
    .openapi({ description: "`private` is for its owner and the team's admins alone" }),
  owner: z.string().min(1).max(64).optional().openapi({ description: "User id of whom it is given to" }),
});
const answers = { 200: { description: "The record", schema: record } };

/** What people say about when a sandbox stops. */
export const clockRoutes: readonly Route[] = [
  route({
    method: "post",
    path: "/sandboxes/{name}/heartbeat",
    summary: "Count as activity",
    unaudited: "It comes every few seconds and changes only a clock.",
    ability: "sandboxes.change",
    params: sandboxParams,
    body: z.strictObject({}),
    answers,
    handle: async ({ context, params }) => json(await heartbeat(context, params)),
  }),
  route({
    method: "post",
    path: "/sandboxes/{name}/keep-alive",
    summary: "Keep it for at least so long, within its lifetime",
    ability: "sandboxes.change",
    params: sandboxParams,
    body: keepAliveBody,
    answers,
    handle: async ({ context, params, body }) => json(await keepAlive(context, { ...params, ...body })),
  }),
  route({
    method: "delete",
    path: "/sandboxes/{name}/teardown",
    summary: "Take back a teardown that has not destroyed anything yet",
    ability: "sandboxes.teardown",
    params: sandboxParams,
    answers,
    handle: async ({ context, params }) => json(await undoTeardown(context, params)),
  }),
  route({
    method: "patch",
    path: "/sandboxes/{name}",
    summary: "Change what is named, and nothing else",
    ability: "sandboxes.change",
    params: sandboxParams,
    body: changeBody,
    answers,
    handle: async ({ context, params, body }) => json(await changeSandbox(context, { ...params, ...body })),
  }),
];
