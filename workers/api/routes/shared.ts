import { followEvents, listEvents } from "../../services/sandboxes/events.ts";
import { followLogs, listLogs } from "../../services/sandboxes/logs.ts";
import { leaveShared, readShared } from "../../services/sharing/guests.ts";
import { joinShare } from "../../services/sharing/shared.ts";
import { openSocket } from "../../services/work/sockets.ts";
import { listTerminals } from "../../services/work/terminals.ts";
import { EVENT_STREAM, wantsEvents } from "../event-stream.ts";
import { followedStream, startOf } from "../followed-stream.ts";
import { guestRoute, json, openRoute, type Route } from "../route.ts";
import { items } from "../schemas/common.ts";
import { eventPage, eventsQuery, lastEventId, logPage, logsQuery } from "../schemas/journal.ts";
import * as schemas from "../schemas/share.ts";
import { terminal } from "../schemas/work.ts";
import { liveQuery, SWITCHED, terminalQuery } from "./terminals.ts";

/** Coming in by a share link, and what its guests have: below these addresses alone their cookie counts. */
export const sharedRoutes: readonly Route[] = [
  openRoute({
    method: "post",
    path: "/shared",
    summary: "Come in by a share link, without an account",
    body: schemas.joinRequest,
    answers: { 200: { description: "In; the cookie lets in until then", schema: schemas.joined } },
    handleOpen: async ({ http, request, body }) => {
      const joined = await joinShare(http, request, body);
      if (!joined.ok) return joined;
      const { cookie, ...answer } = joined.value;
      return Response.json(answer, { headers: cookie === null ? {} : { "set-cookie": cookie } });
    },
  }),
  guestRoute({
    method: "get",
    path: "/shared/{share_id}",
    summary: "What the link gives this guest",
    ability: "shared.read",
    params: schemas.sharedParams,
    answers: { 200: { description: "Link, guest and sandbox", schema: schemas.shared } },
    handleGuest: async ({ visit }) => json(await readShared(visit)),
  }),
  guestRoute({
    method: "delete",
    path: "/shared/{share_id}",
    summary: "Leave",
    ability: "shared.read",
    params: schemas.sharedParams,
    answers: { 204: { description: "The cookie is worth nothing any more" } },
    handleGuest: async ({ visit }) => {
      const left = await leaveShared(visit);
      if (!left.ok) return left;
      return new Response(null, { status: 204, headers: { "set-cookie": left.value.cookie } });
    },
  }),
  guestRoute({
    method: "get",
    path: "/shared/{share_id}/events",
    summary: "The journal, as members read it",
    ability: "timeline.read",
    params: schemas.sharedParams,
    query: eventsQuery,
    headers: lastEventId,
    answers: {
      200: { description: "A page, or the stream of `event`s", schema: eventPage, type: EVENT_STREAM },
    },
    handleGuest: async ({ visit: { context, name }, query, request }) => {
      const input = { ...query, name };
      if (!wantsEvents(request)) return json(await listEvents(context, input));
      const after = startOf(request, query.after);
      return followedStream("event", after, (signal) => followEvents(context, { ...input, after }, signal));
    },
  }),
  guestRoute({
    method: "get",
    path: "/shared/{share_id}/logs",
    summary: "Output of provisioning, task, processes and engine, as members read it",
    ability: "timeline.read",
    params: schemas.sharedParams,
    query: logsQuery,
    headers: lastEventId,
    answers: { 200: { description: "A page, or the stream of `log`s", schema: logPage, type: EVENT_STREAM } },
    handleGuest: async ({ visit: { context, name }, query, request }) => {
      const input = { ...query, name };
      if (!wantsEvents(request)) return json(await listLogs(context, input));
      const after = startOf(request, query.after);
      return followedStream("log", after, (signal) => followLogs(context, { ...input, after }, signal));
    },
  }),
  guestRoute({
    method: "get",
    path: "/shared/{share_id}/terminals",
    summary: "Its shells; guests open and end none",
    ability: "terminals.read",
    params: schemas.sharedParams,
    answers: { 200: { description: "Open and ended ones", schema: items(terminal) } },
    handleGuest: async ({ visit: { context, name } }) => json(await listTerminals(context, { name })),
  }),
  guestRoute({
    method: "get",
    path: "/shared/{share_id}/terminals/{terminal_id}",
    summary: "Attach to a shell by WebSocket",
    ability: "terminals.read",
    params: schemas.sharedTerminalParams,
    query: terminalQuery,
    socket: true,
    answers: SWITCHED,
    handleGuest: async ({ visit: { context, name }, params, request }) =>
      openSocket(context, {
        name,
        path: `/terminals/${params.terminal_id}`,
        ability: "terminals.read",
        query: new URL(request.url).searchParams,
      }),
  }),
  guestRoute({
    method: "get",
    path: "/shared/{share_id}/live",
    summary: "Follow what the link includes by WebSocket",
    ability: "shared.read",
    params: schemas.sharedParams,
    query: liveQuery,
    socket: true,
    answers: SWITCHED,
    handleGuest: async ({ visit: { context, name }, request }) =>
      openSocket(context, {
        name,
        path: "/live",
        ability: "shared.read",
        query: new URL(request.url).searchParams,
      }),
  }),
];
