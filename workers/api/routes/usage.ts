import { changeMemberQuota } from "../../services/team/member-quota.ts";
import { getUsage } from "../../services/team/usage.ts";
import { json, noContent, type Route, route } from "../route.ts";
import { memberParams, memberQuota, usage, usageQuery } from "../schemas/usage.ts";

export const usageRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/usage",
    summary:
      "Hours, sandboxes at once, storage and places: everybody's for admins, else one's own and the sums",
    ability: "usage.read",
    query: usageQuery,
    answers: { 200: { description: "By day and by owner", schema: usage } },
    handle: async ({ context, query }) => json(await getUsage(context, query)),
  }),
  route({
    method: "put",
    path: "/members/{user_id}/quota",
    summary: "Give a member another number of sandboxes at once than the policy does",
    ability: "members.manage",
    params: memberParams,
    body: memberQuota,
    answers: { 204: { description: "It holds from the next launch on; nothing that runs is ended" } },
    handle: async ({ context, params, body }) =>
      noContent(await changeMemberQuota(context, { ...params, ...body })),
  }),
];
