import { ok } from "../../domain/refusal.ts";
import { downloadExport, getExport, listExports, startExport } from "../../services/exports.ts";
import { download } from "../download.ts";
import { json, type Route, route } from "../route.ts";
import { items, preferHeader, sandboxParams } from "../schemas/common.ts";
import { exportParams, exportRecord, exportRequest, exportStarted } from "../schemas/export.ts";
import { accepted, answer } from "./lifecycle.ts";

export const exportRoutes: readonly Route[] = [
  route({
    method: "post",
    path: "/sandboxes/{name}/exports",
    summary: "Take the work home as an archive",
    ability: "sandboxes.change",
    params: sandboxParams,
    headers: preferHeader,
    waits: true,
    body: exportRequest,
    answers: accepted("The export has begun", exportStarted),
    handle: async ({ context, params, body, wait_seconds }) =>
      answer(await startExport(context, { ...params, ...body, wait_seconds })),
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
    method: "get",
    path: "/sandboxes/{name}/exports/{export_id}/download",
    summary: "An export's bytes; `Range` resumes",
    ability: "sandboxes.read",
    params: exportParams,
    answers: { 200: { description: "The bytes, as an attachment", type: "application/octet-stream" } },
    handle: async ({ context, params, request }) => {
      const range = request.headers.get("range") ?? undefined;
      const answer = await downloadExport(context, { ...params, range });
      return answer.ok ? ok(download(answer.value, `${params.name}.tar.gz`)) : answer;
    },
  }),
];
