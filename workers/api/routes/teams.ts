import { ok } from "../../domain/refusal.ts";
import { createTeam, listTeams, renameTeam, switchTeam } from "../../services/team/teams.ts";
import { json, noContent, type Route, route } from "../route.ts";
import { items } from "../schemas/common.ts";
import * as schemas from "../schemas/people.ts";

/** The teams of a person. */
export const teamsRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/teams",
    summary: "Teams that one belongs to; with a token, the one it is for",
    ability: null,
    answers: { 200: { description: "In order of joining", schema: items(schemas.team) } },
    handle: async ({ context }) => json(ok(await listTeams(context))),
  }),
  route({
    method: "post",
    path: "/teams",
    summary: "Make another team, and own it",
    ability: "teams.create",
    body: schemas.teamName,
    limit: 10,
    answers: { 201: { description: "The team; nobody is in it yet but oneself", schema: schemas.team } },
    handle: async ({ context, body }) => json(await createTeam(context, body), 201),
  }),
  route({
    method: "post",
    path: "/teams/switch",
    summary: "Let this browser session act in another team of one's own",
    ability: null,
    body: schemas.teamChoice,
    answers: { 204: { description: "From the next request on" } },
    handle: async ({ context, body }) => noContent(await switchTeam(context, body)),
  }),
  route({
    method: "patch",
    path: "/team",
    summary: "Rename the team",
    ability: "team.change",
    body: schemas.teamName,
    answers: { 200: { description: "As it is called now", schema: schemas.team } },
    handle: async ({ context, body }) => json(await renameTeam(context, body)),
  }),
];
