import { z } from "@hono/zod-openapi";
import { ok } from "../../domain/refusal.ts";
import { deleteFile, listFiles, readFile, writeFile } from "../../services/work/files.ts";
import { download } from "../download.ts";
import { json, noContent, type Route, route } from "../route.ts";
import { rangeHeader, sandboxName, sandboxParams } from "../schemas/common.ts";
import { directory, fileWritten } from "../schemas/work.ts";

/** Relative to the workspace; `//` before it makes it absolute inside the sandbox. */
const fileParams = z.object({ name: sandboxName, path: z.string().min(1) });
const listQuery = z.object({ path: z.string().optional() });
const writeQuery = z.object({
  mode: z.string().optional().openapi({ description: "Octal permissions, e.g. 755" }),
});
const deleteQuery = z.object({ recursive: z.enum(["0", "1", "false", "true"]).optional() });
const BYTES = "application/octet-stream";

/** Files of a running sandbox; bodies are streamed. */
export const fileRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/sandboxes/{name}/files",
    summary: "A folder's entries; the workspace's when no path is given",
    ability: "sandboxes.read",
    params: sandboxParams,
    query: listQuery,
    answers: { 200: { description: "The entries", schema: directory } },
    handle: async ({ context, params, query }) =>
      json(await listFiles(context, { ...params, path: query.path ?? "" })),
  }),
  route({
    method: "get",
    path: "/sandboxes/{name}/files/{path+}",
    summary: "A file's bytes; `Range` gives a part",
    ability: "sandboxes.read",
    params: fileParams,
    headers: rangeHeader,
    answers: {
      200: { description: "The bytes, as an attachment", type: BYTES },
      206: { description: "Those of them that `Range` names", type: BYTES },
    },
    handle: async ({ context, params, request }) => {
      const range = request.headers.get("range") ?? undefined;
      const answer = await readFile(context, { ...params, range });
      return answer.ok ? ok(download(answer.value, params.path)) : answer;
    },
  }),
  route({
    method: "put",
    path: "/sandboxes/{name}/files/{path+}",
    summary: "Write a file, at once, with its parent folders",
    ability: "sandboxes.exec",
    params: fileParams,
    query: writeQuery,
    streamed: BYTES,
    answers: {
      201: { description: "It is new", schema: fileWritten },
      200: { description: "It was replaced", schema: fileWritten },
    },
    handle: async ({ context, params, query, request }) => {
      const written = await writeFile(context, { ...params, ...query, body: request.body });
      return json(written, written.ok && written.value.created ? 201 : 200);
    },
  }),
  route({
    method: "delete",
    path: "/sandboxes/{name}/files/{path+}",
    summary: "Delete a file, or a folder with `recursive=1`",
    ability: "sandboxes.exec",
    params: fileParams,
    query: deleteQuery,
    answers: { 204: { description: "It is gone" } },
    handle: async ({ context, params, query }) => {
      const recursive = query.recursive === "1" || query.recursive === "true";
      return noContent(await deleteFile(context, { ...params, recursive }));
    },
  }),
];
