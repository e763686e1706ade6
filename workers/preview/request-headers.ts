import { PROXIED_AUTHORIZATION_HEADER } from "../engines/agent-api.ts";
import { withoutPasses } from "./pass.ts";
import type { Visit } from "./visit.ts";

/** What the platform in front of us adds about itself, and what only we say. */
const NOT_PASSED_ON = /^(x-sandbar-|cf-|x-forwarded-|forwarded$|x-real-ip$|true-client-ip$|host$)/;

/** The request's headers for the program: without what is ours, and with where the browser thinks it is. */
export function requestHeaders({ request, hosts, url, address }: Visit): Headers {
  const headers = new Headers();
  for (const [name, value] of request.headers) if (!NOT_PASSED_ON.test(name)) headers.append(name, value);
  const cookie = withoutPasses(request.headers.get("cookie"));
  if (cookie === null) headers.delete("cookie");
  else headers.set("cookie", cookie);
  // On its way `authorization` is the engine's; the agent puts the program's back.
  const authorization = request.headers.get("authorization");
  headers.delete("authorization");
  if (authorization !== null && !isOurs(authorization)) {
    headers.set(PROXIED_AUTHORIZATION_HEADER, authorization);
  }
  headers.set("x-forwarded-host", url.host);
  headers.set("x-forwarded-proto", hosts.protocol.replace(":", ""));
  if (address !== null) headers.set("x-forwarded-for", address);
  return headers;
}

/** An API token of the dashboard, sent here by mistake, is not for a program in a sandbox. */
function isOurs(authorization: string): boolean {
  return /^bearer\s+sbx_/i.test(authorization);
}
