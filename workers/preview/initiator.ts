/** Which page makes a request to a preview. Cookies alone do not tell: browsers send them for sibling origins too. */
import { type PreviewHosts, previewAt, previewOrigin } from "../domain/sandbox/preview-host.ts";
import type { Visit } from "./visit.ts";

/**
 * Whether the request comes from a page of the same sandbox (of whichever port), or opens a page of its own, as a link
 * does. What changes something, and every WebSocket, must name its origin; browsers always do.
 */
export function comesFromSameSandbox({
  request,
  hosts,
  preview,
}: Pick<Visit, "request" | "hosts" | "preview">): boolean {
  const { headers, method } = request;
  const origin = headers.get("origin");
  if (origin !== null) return isOfSandbox(origin, hosts, preview.name);
  const reading = method === "GET" || method === "HEAD";
  if (!reading || headers.get("upgrade") !== null) return false;
  const site = headers.get("sec-fetch-site");
  if (site === null || site === "same-origin" || site === "none") return true;
  if (headers.get("sec-fetch-mode") === "navigate" && headers.get("sec-fetch-dest") === "document")
    return true;
  return isOfSandbox(originOf(headers.get("referer")), hosts, preview.name);
}

function isOfSandbox(origin: string, hosts: PreviewHosts, name: string): boolean {
  if (!URL.canParse(origin)) return false;
  const from = previewAt(hosts, new URL(origin).hostname);
  if (from === null || from === "malformed" || from.name !== name) return false;
  return origin === previewOrigin(hosts, from);
}

function originOf(url: string | null): string {
  return url !== null && URL.canParse(url) ? new URL(url).origin : "";
}
