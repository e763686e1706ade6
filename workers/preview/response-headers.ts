import { previewOrigin } from "../domain/sandbox/preview-host.ts";
import { PASS_COOKIE } from "./pass.ts";
import type { Visit } from "./visit.ts";

/** Names by which a program knows its own machine. */
const OWN_NAMES = ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"];

/** The program's headers as they are, but for what names a place that the browser must not, or can't, reach. */
export function responseHeaders(answer: Response, visit: Visit): Headers {
  const headers = new Headers();
  for (const [name, value] of answer.headers) {
    if (name !== "set-cookie" && !name.startsWith("x-sandbar-")) headers.append(name, value);
  }
  for (const cookie of answer.headers.getSetCookie()) {
    const kept = ownCookie(cookie);
    if (kept !== null) headers.append("set-cookie", kept);
  }
  const location = headers.get("location");
  if (location !== null) headers.set("location", fromOutside(location, visit));
  return headers;
}

/** For this preview's host alone: a wider one would reach other previews, or the dashboard. Never in our pass's place. */
function ownCookie(cookie: string): string | null {
  const [pair = "", ...attributes] = cookie.split(";");
  const name = pair.includes("=") ? pair.slice(0, pair.indexOf("=")).trim() : "";
  if (name === PASS_COOKIE) return null;
  const kept = attributes.filter((attribute) => !/^\s*domain\s*(=|$)/i.test(attribute));
  return [pair, ...kept].join(";");
}

/** `http://localhost:PORT/…` is the sandbox's own machine: that port's preview. Anything else leads where it says. */
function fromOutside(location: string, { hosts, preview }: Visit): string {
  if (!/^https?:\/\//i.test(location) || !URL.canParse(location)) return location;
  const target = new URL(location);
  if (!OWN_NAMES.includes(target.hostname)) return location;
  const port = Number(target.port || (target.protocol === "https:" ? 443 : 80));
  const origin = previewOrigin(hosts, { name: preview.name, port });
  return origin + target.pathname + target.search + target.hash;
}
