import { changeMemberRole, handTeamOver } from "../../services/team/change-member.ts";
import { createInvite, listInvites, revokeInvite } from "../../services/team/manage-invites.ts";
import { removeMember } from "../../services/team/remove-member.ts";
import { json, noContent, type Route, route } from "../route.ts";
import { items } from "../schemas/common.ts";
import * as schemas from "../schemas/people.ts";

/** Who is in the team as what, and who is invited. */
export const peopleRoutes: readonly Route[] = [
  route({
    method: "patch",
    path: "/members/{user_id}",
    summary: "Change a member's role",
    ability: "members.manage",
    params: schemas.memberParams,
    body: schemas.roleBody,
    answers: { 200: { description: "What they are now", schema: schemas.memberRole } },
    handle: async ({ context, params, body }) =>
      json(await changeMemberRole(context, { ...params, ...body })),
  }),
  route({
    method: "delete",
    path: "/members/{user_id}",
    summary: "Remove a member, or leave; their tokens end, their sandboxes go to somebody else",
    ability: "members.remove",
    params: schemas.memberParams,
    query: schemas.removalQuery,
    answers: { 200: { description: "They are out", schema: schemas.removed } },
    handle: async ({ context, params, query }) => json(await removeMember(context, { ...params, ...query })),
  }),
  route({
    method: "post",
    path: "/members/{user_id}/transfer-ownership",
    summary: "Hand the team over: they become an owner, whoever asks an admin",
    ability: "team.transfer",
    params: schemas.memberParams,
    answers: { 200: { description: "What they are now", schema: schemas.memberRole } },
    handle: async ({ context, params }) => json(await handTeamOver(context, params)),
  }),
  route({
    method: "get",
    path: "/invites",
    summary: "Open invites",
    ability: "members.manage",
    answers: { 200: { description: "Oldest first", schema: items(schemas.invite) } },
    handle: async ({ context }) => json(await listInvites(context)),
  }),
  route({
    method: "post",
    path: "/invites",
    summary: "Invite somebody by link, and by mail where an address is given",
    ability: "members.manage",
    body: schemas.inviteBody,
    limit: 60,
    answers: { 201: { description: "The link, shown once", schema: schemas.inviteMade } },
    handle: async ({ context, body }) => json(await createInvite(context, body), 201),
  }),
  route({
    method: "delete",
    path: "/invites/{invite_id}",
    summary: "Take an open invite back, at once",
    ability: "members.manage",
    params: schemas.inviteParams,
    answers: { 204: { description: "Its link lets nobody in" } },
    handle: async ({ context, params }) => noContent(await revokeInvite(context, params)),
  }),
];
