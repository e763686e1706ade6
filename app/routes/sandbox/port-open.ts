import { redirect } from "react-router";
import { readContext } from "../../../workers/http/context.ts";
import { sessionIdOf } from "../../../workers/services/accounts/sessions.ts";
import { openPreview } from "../../../workers/services/work/previews.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/port-open.ts";

/** Leads to what listens on a port, on its own origin; `?path=` is where there. Terminals' links and the API name this. */
export async function loader({ request, context, params, url }: Route.LoaderArgs) {
  const { name, port } = params;
  const path = url.searchParams.get("path") ?? "/";
  const session_id = await sessionIdOf(readContext(context).env, request);
  const { location } = answered(await openPreview(pageContext(context), { name, port, path, session_id }));
  // Whoever had to sign in first comes by a form, and browsers let no form lead to another site, however it is redirected there.
  return request.headers.get("sec-fetch-dest") === "document" ? leadingTo(location) : redirect(location);
}

function leadingTo(location: string): Response {
  const address = location.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const page = `<!doctype html><html lang="en"><title>Opening the port…</title><meta http-equiv="refresh" content="0;url=${address}">`;
  return new Response(`${page}<p>If nothing happens, <a href="${address}">go on to the port</a>.`, {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  });
}
