import type { Result } from "../../domain/refusal.ts";
import { type LaunchAnswer, launchSandbox } from "../../services/launch/launch.ts";
import { getSandbox } from "../../services/sandboxes/get-sandbox.ts";
import { listSandboxes } from "../../services/sandboxes/list-sandboxes.ts";
import { json, type Route, route } from "../route.ts";
import { sandboxParams } from "../schemas/common.ts";
import { launchAnswer, launchBody, launchHeaders, listQuery, sandboxPage } from "../schemas/launch.ts";
import { record } from "../schemas/record.ts";

export const sandboxRoutes: readonly Route[] = [
  route({
    method: "post",
    path: "/sandboxes",
    summary: "Launch a sandbox, or find, resume or retry the one of this identity",
    ability: "sandboxes.launch",
    headers: launchHeaders,
    body: launchBody,
    waits: true,
    limit: 300,
    answers: {
      201: { description: "A new sandbox, on its way", schema: launchAnswer },
      200: { description: "The sandbox that existed", schema: launchAnswer },
    },
    handle: async ({ context, body, request, wait_seconds }) => {
      const idempotency_key = request.headers.get("idempotency-key") ?? undefined;
      return launched(await launchSandbox(context, { ...body, idempotency_key, wait_seconds }));
    },
  }),
  route({
    method: "get",
    path: "/sandboxes",
    summary: "The team's sandboxes, newest first",
    ability: "sandboxes.read",
    query: listQuery,
    answers: { 200: { description: "A page", schema: sandboxPage } },
    handle: async ({ context, query }) => json(await listSandboxes(context, query)),
  }),
  route({
    method: "get",
    path: "/sandboxes/{name}",
    summary: "The record",
    ability: "sandboxes.read",
    params: sandboxParams,
    answers: { 200: { description: "The record as it is now", schema: record } },
    handle: async ({ context, params }) => json(await getSandbox(context, params)),
  }),
];

function launched(result: Result<LaunchAnswer>) {
  return json(result, result.ok && result.value.reused ? 200 : 201);
}
