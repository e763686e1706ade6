/** Headers of every response. Pages may run only their own scripts; everything else may do nothing at all. */

interface Reply {
  readonly nonce: string;
  readonly request_id: string;
  readonly publicUrl: string;
  /** The request's own origin, for sockets. */
  readonly url: URL;
}

/** Sockets (101) pass untouched: their response can't be rebuilt. Streams stay streams. */
export function withSecurityHeaders(response: Response, reply: Reply): Response {
  if (response.webSocket) return response;
  const headers = new Headers(response.headers);
  const html = headers.get("content-type")?.startsWith("text/html") ?? false;
  setUnlessSet(headers, "content-security-policy", html ? pagePolicy(reply) : INERT_POLICY);
  headers.set("x-content-type-options", "nosniff");
  headers.set("x-request-id", reply.request_id);
  setUnlessSet(headers, "referrer-policy", "no-referrer");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("cross-origin-resource-policy", "same-origin");
  headers.set("permissions-policy", PERMISSIONS);
  // Answers depend on who asks.
  setUnlessSet(headers, "cache-control", "no-store");
  if (reply.publicUrl.startsWith("https:")) {
    headers.set("strict-transport-security", "max-age=31536000; includeSubDomains");
  }
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

const INERT_POLICY =
  "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

const PERMISSIONS =
  "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=(), clipboard-read=(self), clipboard-write=(self)";

function pagePolicy({ nonce, url }: Reply): string {
  const socket = `${url.protocol === "https:" ? "wss" : "ws"}://${url.host}`;
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    // The terminal and menus place elements by style attributes and style elements of their own.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    // Some browsers do not count a socket to the same host as 'self'.
    `connect-src 'self' ${socket}`,
    "worker-src 'self' blob:",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function setUnlessSet(headers: Headers, name: string, value: string): void {
  if (!headers.has(name)) headers.set(name, value);
}
