import { PATCH_TYPE } from "../effects/export-patch.ts";
import type { Sandbox } from "../sandbox.ts";
import { refused } from "./route.ts";

/** The stored export as an attachment; `Range` lets a download resume. */
export async function exportContent(
  sandbox: Sandbox,
  export_id: string,
  request: Request,
): Promise<Response> {
  const record = sandbox.journal.exports.find(export_id);
  if (!record)
    return refused(404, {
      reason_code: "not_found",
      message: "There is no such export.",
      retryable: false,
      next_step: "List its exports to see what there is.",
    });
  if (record.kind === "branch" && record.status === "succeeded") {
    return refused(409, {
      reason_code: "nothing_to_download",
      message: `This export is the branch ${record.branch} in the repository; there is no file of it.`,
      retryable: false,
      next_step: "Fetch the branch, or export a patch.",
    });
  }
  if (record.status !== "succeeded" || !record.object_key) {
    return refused(409, {
      reason_code: record.status === "running" ? "export_in_progress" : "export_failed",
      message: record.status === "running" ? "This export is still being made." : "This export failed.",
      retryable: record.status === "running",
      next_step: record.status === "running" ? "Wait until it has ended." : "Start a new one.",
    });
  }
  const ranged = request.headers.has("range");
  const object = await sandbox.bucket.get(record.object_key, ranged ? { range: request.headers } : {});
  if (!object) {
    return refused(410, {
      reason_code: "export_expired",
      message: "This export's bytes are no longer kept.",
      retryable: false,
      next_step: "Start a new one.",
    });
  }
  const headers = new Headers({
    "content-type": record.kind === "patch" ? PATCH_TYPE : "application/gzip",
    "content-disposition": `attachment; filename="${record.file_name ?? "export.tar.gz"}"`,
    "accept-ranges": "bytes",
    etag: `"${record.content_sha256}"`,
    "cache-control": "private, no-store",
  });
  if (ranged && object.range && "offset" in object.range) {
    const offset = object.range.offset ?? 0;
    const length = object.range.length ?? object.size - offset;
    headers.set("content-range", `bytes ${offset}-${offset + length - 1}/${object.size}`);
    headers.set("content-length", String(length));
    return new Response(object.body, { status: 206, headers });
  }
  headers.set("content-length", String(object.size));
  return new Response(object.body, { headers });
}
