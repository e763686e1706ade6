import { z } from "@hono/zod-openapi";
import { listPorts } from "../../services/work/ports.ts";
import { openSocket } from "../../services/work/sockets.ts";
import { closeTerminal, listTerminals, openTerminal, renameTerminal } from "../../services/work/terminals.ts";
import { json, noContent, type Route, route } from "../route.ts";
import { items, sandboxParams } from "../schemas/common.ts";
import { port, terminal, terminalBody, terminalParams, terminalPatch } from "../schemas/work.ts";

export const SWITCHED = { 101: { description: "Frames of docs/protocol.md" } };
const position = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional();
const ticket = z
  .string()
  .optional()
  .openapi({ description: "Of `POST /tickets`, instead of a session or token" });
export const liveQuery = z.object({
  after: position.openapi({ description: "Events after this number; without it, from now on" }),
  ticket,
});
const viewerId = z
  .string()
  .regex(/^[\w-]{1,48}$/, "ids are 1 to 48 letters, digits, hyphens and underscores");
export const terminalQuery = z.object({
  offset: position.openapi({
    description: "Bytes of output that the viewer has; without it, from what is kept",
  }),
  viewer: viewerId
    .optional()
    .openapi({ description: "The same id comes back to its place and its numbered input" }),
  ticket,
});

/** Shells, what listens in the sandbox, and its sockets. */
export const terminalRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/sandboxes/{name}/terminals",
    summary: "Its shells",
    ability: "terminals.read",
    params: sandboxParams,
    answers: { 200: { description: "Open and ended ones", schema: items(terminal) } },
    handle: async ({ context, params }) => json(await listTerminals(context, params)),
  }),
  route({
    method: "post",
    path: "/sandboxes/{name}/terminals",
    summary: "Open a login shell",
    ability: "sandboxes.exec",
    params: sandboxParams,
    body: terminalBody,
    answers: { 201: { description: "The shell", schema: terminal } },
    handle: async ({ context, params, body }) => {
      const { name, ...size } = body;
      return json(await openTerminal(context, { ...params, ...size, terminal_name: name }), 201);
    },
  }),
  route({
    method: "get",
    path: "/sandboxes/{name}/terminals/{terminal_id}",
    summary: "Attach to a shell by WebSocket",
    ability: "terminals.read",
    params: terminalParams,
    query: terminalQuery,
    socket: true,
    answers: SWITCHED,
    handle: async ({ context, params, request }) =>
      openSocket(context, {
        name: params.name,
        path: `/terminals/${params.terminal_id}`,
        ability: "terminals.read",
        query: new URL(request.url).searchParams,
      }),
  }),
  route({
    method: "patch",
    path: "/sandboxes/{name}/terminals/{terminal_id}",
    summary: "Name a shell",
    ability: "sandboxes.exec",
    params: terminalParams,
    body: terminalPatch,
    answers: { 200: { description: "The shell", schema: terminal } },
    handle: async ({ context, params, body }) =>
      json(await renameTerminal(context, { ...params, terminal_name: body.name })),
  }),
  route({
    method: "delete",
    path: "/sandboxes/{name}/terminals/{terminal_id}",
    summary: "End a shell: HUP, then KILL",
    ability: "sandboxes.exec",
    params: terminalParams,
    answers: { 204: { description: "It is gone" } },
    handle: async ({ context, params }) => noContent(await closeTerminal(context, params)),
  }),
  route({
    method: "get",
    path: "/sandboxes/{name}/live",
    summary: "Follow the record and its events by WebSocket",
    ability: "shared.read",
    params: sandboxParams,
    query: liveQuery,
    socket: true,
    answers: SWITCHED,
    handle: async ({ context, params, request }) =>
      openSocket(context, {
        name: params.name,
        path: "/live",
        ability: "shared.read",
        query: new URL(request.url).searchParams,
      }),
  }),
  route({
    method: "get",
    path: "/sandboxes/{name}/ports",
    summary: "Ports that its programs listen on",
    ability: "sandboxes.read",
    params: sandboxParams,
    answers: { 200: { description: "Now", schema: items(port) } },
    handle: async ({ context, params }) => json(await listPorts(context, params)),
  }),
];
