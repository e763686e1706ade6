import { ok } from "../../domain/refusal.ts";
import { createToken, listTokens, revokeToken } from "../../services/accounts/tokens.ts";
import { listTemplates } from "../../services/sandboxes/templates.ts";
import { listMembers } from "../../services/team/members.ts";
import { json, noContent, type Route, route } from "../route.ts";
import { items } from "../schemas/common.ts";
import * as schemas from "../schemas/team.ts";

/** What people decide for their team. */
export const teamRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/templates",
    summary: "Starting points to launch from",
    ability: "templates.read",
    answers: { 200: { description: "All of them", schema: items(schemas.template) } },
    handle: async ({ context }) => json(await listTemplates(context)),
  }),
  route({
    method: "get",
    path: "/members",
    summary: "Who belongs to the team",
    ability: "members.read",
    answers: { 200: { description: "In order of joining", schema: items(schemas.member) } },
    handle: async ({ context }) => json(await listMembers(context)),
  }),
  route({
    method: "get",
    path: "/tokens",
    summary: "API tokens: one's own, and for admins the team's",
    ability: "tokens.manage",
    answers: { 200: { description: "Newest first", schema: items(schemas.token) } },
    handle: async ({ context }) => json(await listTokens(context)),
  }),
  route({
    method: "post",
    path: "/tokens",
    summary: "Make an API token",
    ability: "tokens.manage",
    body: schemas.tokenBody,
    limit: 60,
    answers: { 201: { description: "The token, shown once", schema: schemas.tokenMade } },
    handle: async ({ context, body }) => json(await createToken(context, body), 201),
  }),
  route({
    method: "delete",
    path: "/tokens/{token_id}",
    summary: "Revoke a token, at once",
    ability: "tokens.manage",
    params: schemas.tokenParams,
    answers: {
      200: {
        description: "It no longer works, nor does what was made with it",
        schema: schemas.tokenRevoked,
      },
      204: { description: "It no longer works, and had made nothing that still did" },
    },
    handle: async ({ context, params }) => {
      const revoked = await revokeToken(context, params);
      if (!revoked.ok) return json(revoked);
      const { share_links_ended, tokens_ended } = revoked.value;
      return share_links_ended === 0 && tokens_ended.length === 0 ? noContent(ok(null)) : json(revoked);
    },
  }),
];
