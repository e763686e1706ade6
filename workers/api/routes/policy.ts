import { getPolicy, patchPolicy } from "../../services/policy/policy.ts";
import { previewPolicy } from "../../services/policy/policy-preview.ts";
import { json, type Route, route } from "../route.ts";
import * as schemas from "../schemas/policy.ts";

/** What admins decide about time and number. */
export const policyRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/policy",
    summary: "The team's policy",
    ability: "policy.read",
    answers: { 200: { description: "Every setting", schema: schemas.policy } },
    handle: async ({ context }) => json(await getPolicy(context)),
  }),
  route({
    method: "patch",
    path: "/policy",
    summary: "Change the settings that are named, and no others",
    ability: "policy.change",
    body: schemas.policyPatch,
    answers: { 200: { description: "Every setting, as it is now", schema: schemas.policy } },
    handle: async ({ context, body }) => json(await patchPolicy(context, body)),
  }),
  route({
    method: "post",
    path: "/policy/preview",
    summary: "What such a change would tear down or delete, and when; nothing is changed",
    unaudited: "Nothing is changed.",
    ability: "policy.change",
    body: schemas.policyPatch,
    answers: { 200: { description: "What would fare otherwise than now", schema: schemas.policyPreview } },
    handle: async ({ context, body }) => json(await previewPolicy(context, body)),
  }),
];
