/** What lies below `/.sandbar/` of a preview's origin: the way in. */
import { ownPath } from "../domain/people/own-path.ts";
import { ENTRY_PATH, redeemPreviewTicket } from "../services/work/previews.ts";
import { closed } from "./answers.ts";
import { PASS_LIFETIME_MS, passCookie, signPass } from "./pass.ts";
import type { Visit } from "./visit.ts";
import { visitorOf } from "./visitor.ts";

export const OWN_PATHS = "/.sandbar/";

/** Takes a ticket for a cookie, and leads on to the path that was asked for. */
export async function entry(visit: Visit): Promise<Response> {
  const { env, url, hosts, preview, now, request } = visit;
  const path = ownPath(url.searchParams.get("path"));
  const reading = request.method === "GET" || request.method === "HEAD";
  if (url.pathname !== ENTRY_PATH || !reading) return closed(visit, "/");
  const ticket = url.searchParams.get("ticket") ?? "";
  const grant = await redeemPreviewTicket(env, preview, ticket, now);
  // Going back in the browser's history comes here again, with a ticket that was used.
  if (!grant) return (await visitorOf(visit)) ? leadTo(path) : closed(visit, path);
  const pass = { ...grant, port: preview.port, expires_at: now + PASS_LIFETIME_MS };
  return leadTo(path, passCookie(await signPass(pass, env.AUTH_SECRET), hosts.protocol === "https:"));
}

function leadTo(path: string, cookie?: string): Response {
  const headers = new Headers({
    location: path,
    "cache-control": "no-store",
    // The address of this answer has the ticket in it.
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'",
  });
  if (cookie !== undefined) headers.set("set-cookie", cookie);
  return new Response(null, { status: 302, headers });
}
