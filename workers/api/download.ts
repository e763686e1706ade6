/** Bytes from a sandbox, as a download and never as a page of ours (C14). */

const PASSED_ON = ["accept-ranges", "content-length", "content-range", "etag", "last-modified"];

/**
 * @param fallback file name when the answer brings none
 * @param type of bytes that we made ourselves; what a sandbox calls its files is not believed
 */
export function download(answer: Response, fallback: string, type = "application/octet-stream"): Response {
  const headers = new Headers({
    "content-type": type,
    "content-disposition": answer.headers.get("content-disposition") ?? attachment(fallback),
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-store",
  });
  for (const name of PASSED_ON) {
    const value = answer.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(answer.body, { status: answer.status, headers });
}

/** ASCII for old clients, the real name for the others (RFC 6266). */
function attachment(path: string): string {
  const name = path.split("/").at(-1) || "download";
  const ascii = name.replace(/[^\w.-]/g, "_");
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
