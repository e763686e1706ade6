import { listShareLinks, makeShareLink, revokeShareLink } from "../../services/sharing/share-links.ts";
import { json, noContent, type Route, route } from "../route.ts";
import { items, sandboxParams } from "../schemas/common.ts";
import * as schemas from "../schemas/share.ts";

/** Share links of a sandbox. */
export const shareRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/sandboxes/{name}/shares",
    summary: "Its share links, and who came in by them",
    ability: "shares.manage",
    params: sandboxParams,
    answers: { 200: { description: "Live ones first", schema: items(schemas.share) } },
    handle: async ({ context, params }) => json(await listShareLinks(context, params)),
  }),
  route({
    method: "post",
    path: "/sandboxes/{name}/shares",
    summary: "Make a share link",
    ability: "shares.manage",
    params: sandboxParams,
    body: schemas.shareRequest,
    limit: 60,
    answers: { 201: { description: "The link, shown once", schema: schemas.shareMade } },
    handle: async ({ context, params, body }) =>
      json(await makeShareLink(context, { ...params, ...body }), 201),
  }),
  route({
    method: "delete",
    path: "/sandboxes/{name}/shares/{share_id}",
    summary: "Take a share link back, at once",
    ability: "shares.manage",
    params: schemas.shareParams,
    answers: { 204: { description: "It lets nobody in, and whoever was in is out" } },
    handle: async ({ context, params }) => noContent(await revokeShareLink(context, params)),
  }),
];
