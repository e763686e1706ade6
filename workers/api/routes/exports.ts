import { ok } from "../../domain/refusal.ts";
import {
  deleteExport,
  downloadExport,
  getExport,
  listExports,
  startExport,
} from "../../services/keeping/exports.ts";
import { download } from "../download.ts";
import { json, noContent, type Route, route } from "../route.ts";
import { items, rangeHeader, sandboxParams } from "../schemas/common.ts";
import { exportParams, exportRecord, exportRequest, exportStarted } from "../schemas/export.ts";
import { startHeaders } from "../schemas/operation.ts";
import { accepted, answer } from "./lifecycle.ts";

const EXPORT_TYPES = ["application/gzip", "text/x-diff"];

export const exportRoutes: readonly Route[] = [
  route({
    method: "post",
    path: "/sandboxes/{name}/exports",
    summary: "Take the work home as an archive, as a patch, or as a branch in the repository",
    ability: "sandboxes.change",
    params: sandboxParams,
    headers: startHeaders,
    waits: true,
    body: exportRequest,
    answers: accepted("The export has begun", exportStarted),
    handle: async ({ context, params, body, request, wait_seconds }) => {
      const idempotency_key = request.headers.get("idempotency-key") ?? undefined;
      return answer(await startExport(context, { ...params, ...body, idempotency_key, wait_seconds }));
    },
  }),
  route({
    method: "get",
    path: "/sandboxes/{name}/exports",
    summary: "Its exports, newest first",
    ability: "sandboxes.read",
    params: sandboxParams,
    answers: { 200: { description: "All of them", schema: items(exportRecord) } },
    handle: async ({ context, params }) => json(await listExports(context, params)),
  }),
  route({
    method: "get",
    path: "/sandboxes/{name}/exports/{export_id}",
    summary: "One export",
    ability: "sandboxes.read",
    params: exportParams,
    answers: { 200: { description: "The export", schema: exportRecord } },
    handle: async ({ context, params }) => json(await getExport(context, params)),
  }),
  route({
    method: "delete",
    path: "/sandboxes/{name}/exports/{export_id}",
    summary: "Delete an export and its bytes; a branch stays in its repository",
    ability: "sandboxes.change",
    params: exportParams,
    answers: { 204: { description: "It is gone" } },
    handle: async ({ context, params }) => noContent(await deleteExport(context, params)),
  }),
  route({
    method: "get",
    path: "/sandboxes/{name}/exports/{export_id}/download",
    summary: "An export's bytes; `Range` resumes",
    ability: "sandboxes.read",
    params: exportParams,
    headers: rangeHeader,
    answers: {
      200: { description: "The bytes of an archive or a patch, as an attachment", type: EXPORT_TYPES },
      206: { description: "Those of them that `Range` names", type: EXPORT_TYPES },
    },
    handle: async ({ context, params, request }) => {
      const range = request.headers.get("range") ?? undefined;
      const answer = await downloadExport(context, { ...params, range });
      if (!answer.ok) return answer;
      const type = answer.value.headers.get("content-type") ?? undefined;
      return ok(download(answer.value, `${params.name}.tar.gz`, type));
    },
  }),
];
