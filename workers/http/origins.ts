/** Which origins are the dashboard itself: compared as whole strings, never by prefix or suffix. */
import { holdsSecret } from "./loggable-path.ts";

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/** PUBLIC_URL's origin; where that is this machine's loopback interface, its other names too. */
export function ownOrigins(publicUrl: string): readonly string[] {
  const { origin, protocol, hostname, port } = new URL(publicUrl);
  if (!LOOPBACK_NAMES.includes(hostname)) return [origin];
  return LOOPBACK_NAMES.map((name) => `${protocol}//${name}${port === "" ? "" : `:${port}`}`);
}

/** Whether the address is the dashboard's own by its host name, whatever the port it is reached through. */
export function isOwnHost(url: URL, publicUrl: string): boolean {
  return ownOrigins(publicUrl).some((origin) => new URL(origin).hostname === url.hostname);
}

/**
 * Whether the request says, by the browser's word, that one of our own pages makes it. Missing says no, and `null` too,
 * but for forms of pages that send no Referer.
 */
export function fromOwnPage(request: Request, publicUrl: string): boolean {
  const origin = request.headers.get("origin");
  if (origin === "null") return fromSecretPage(request, publicUrl);
  return origin !== null && ownOrigins(publicUrl).includes(origin);
}

/**
 * Pages with a secret in their address send no Referer, and for the same reason browsers name the origin of their plain
 * forms `null`. Whence those come is in another header then, which no page can set.
 */
function fromSecretPage(request: Request, publicUrl: string): boolean {
  const url = new URL(request.url);
  const posted = request.method === "POST" && request.headers.get("sec-fetch-site") === "same-origin";
  return posted && holdsSecret(url.pathname) && isOwnHost(url, publicUrl);
}

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/**
 * Whether the request may act for the person whose cookie it carries: what changes state, and every WebSocket
 * (a GET that browsers send cross-site with cookies), must come from our own pages. A bearer token needs no
 * origin: browsers never add it by themselves.
 */
export function mayUseCookie(request: Request, publicUrl: string): boolean {
  const upgrade = request.headers.get("upgrade")?.toLowerCase() === "websocket";
  if (SAFE_METHODS.includes(request.method) && !upgrade) return true;
  return fromOwnPage(request, publicUrl);
}
