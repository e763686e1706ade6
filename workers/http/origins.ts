/** Which origins are the dashboard itself: compared as whole strings, never by prefix or suffix. */

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

/** Whether the request says, by the browser's word, that one of our own pages makes it. Missing and `null` say no. */
export function fromOwnPage(request: Request, publicUrl: string): boolean {
  const origin = request.headers.get("origin");
  return origin !== null && ownOrigins(publicUrl).includes(origin);
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
