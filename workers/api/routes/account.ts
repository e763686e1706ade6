import { ok } from "../../domain/refusal.ts";
import { me } from "../../services/accounts/me.ts";
import { setUp } from "../../services/accounts/setup.ts";
import { issueTicket } from "../../services/work/tickets.ts";
import { json, openRoute, type Route, route } from "../route.ts";
import { me as meSchema, setupAnswer, setupRequest, ticket, ticketRequest } from "../schemas/account.ts";

/** First run, who one is, and tickets for sockets. */
export const accountRoutes: readonly Route[] = [
  openRoute({
    method: "post",
    path: "/setup",
    summary: "Make the team and its owner, once, with the operator's setup token",
    body: setupRequest,
    limit: 20,
    answers: { 201: { description: "The owner, the team and an API token", schema: setupAnswer } },
    handleOpen: async ({ http, body }) => json(await setUp(http, body), 201),
  }),
  route({
    method: "get",
    path: "/me",
    summary: "Who asks, in which team, and what they may do",
    ability: null,
    answers: { 200: { description: "The viewer", schema: meSchema } },
    handle: async ({ context }) => json(ok(await me(context))),
  }),
  route({
    method: "post",
    path: "/tickets",
    summary: "A single-use ticket that opens one socket within 30 seconds",
    ability: "sandboxes.read",
    body: ticketRequest,
    limit: 300,
    answers: { 201: { description: "The ticket, shown once", schema: ticket } },
    handle: async ({ context, body }) => json(await issueTicket(context, body), 201),
  }),
];
