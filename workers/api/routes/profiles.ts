import {
  createProfile,
  deleteProfile,
  listProfiles,
  patchProfile,
} from "../../services/sandboxes/profiles.ts";
import { json, noContent, type Route, route } from "../route.ts";
import { items } from "../schemas/common.ts";
import * as schemas from "../schemas/profile.ts";

/** Sizes to launch with, and what of the policy each overrides. */
export const profileRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/profiles",
    summary: "Sizes to launch with, smallest first",
    ability: "profiles.read",
    answers: { 200: { description: "All of them", schema: items(schemas.profile) } },
    handle: async ({ context }) => json(await listProfiles(context)),
  }),
  route({
    method: "post",
    path: "/profiles",
    summary: "Make a profile",
    ability: "profiles.change",
    body: schemas.newProfile,
    answers: { 201: { description: "The profile", schema: schemas.profile } },
    handle: async ({ context, body }) => json(await createProfile(context, body), 201),
  }),
  route({
    method: "patch",
    path: "/profiles/{profile_name}",
    summary: "Change the fields and overrides that are named, and no others; null removes an override",
    ability: "profiles.change",
    params: schemas.profileParams,
    body: schemas.profilePatch,
    answers: { 200: { description: "The profile, as it is now", schema: schemas.profile } },
    handle: async ({ context, params, body }) =>
      json(await patchProfile(context, { ...body, name: params.profile_name })),
  }),
  route({
    method: "delete",
    path: "/profiles/{profile_name}",
    summary: "Delete a profile that no sandbox uses",
    ability: "profiles.change",
    params: schemas.profileParams,
    answers: { 204: { description: "It is gone" } },
    handle: async ({ context, params }) =>
      noContent(await deleteProfile(context, { name: params.profile_name })),
  }),
];
