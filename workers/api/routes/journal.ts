import { followEvents, listEvents } from "../../services/sandboxes/events.ts";
import { followLogs, listLogs } from "../../services/sandboxes/logs.ts";
import { EVENT_STREAM, wantsEvents } from "../event-stream.ts";
import { followedStream, startOf } from "../followed-stream.ts";
import { json, type Route, route } from "../route.ts";
import { sandboxParams } from "../schemas/common.ts";
import { eventPage, eventsQuery, lastEventId, logPage, logsQuery } from "../schemas/journal.ts";

const STREAM = "; with `Accept: text/event-stream` it follows live and ends with `end`";

/** What a sandbox did, and what was written while it did: pages, or followed live. */
export const journalRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/sandboxes/{name}/events",
    summary: `The journal, oldest first${STREAM}`,
    ability: "timeline.read",
    params: sandboxParams,
    query: eventsQuery,
    headers: lastEventId,
    answers: {
      200: { description: "A page, or the stream of `event`s", schema: eventPage, type: EVENT_STREAM },
    },
    handle: async ({ context, params, query, request }) => {
      const input = { ...query, name: params.name };
      if (!wantsEvents(request)) return json(await listEvents(context, input));
      const after = startOf(request, query.after);
      return followedStream("event", after, (signal) => followEvents(context, { ...input, after }, signal));
    },
  }),
  route({
    method: "get",
    path: "/sandboxes/{name}/logs",
    summary: `Output of provisioning, task, processes and engine${STREAM}`,
    ability: "timeline.read",
    params: sandboxParams,
    query: logsQuery,
    headers: lastEventId,
    answers: { 200: { description: "A page, or the stream of `log`s", schema: logPage, type: EVENT_STREAM } },
    handle: async ({ context, params, query, request }) => {
      const input = { ...query, name: params.name };
      if (!wantsEvents(request)) return json(await listLogs(context, input));
      const after = startOf(request, query.after);
      return followedStream("log", after, (signal) => followLogs(context, { ...input, after }, signal));
    },
  }),
];
