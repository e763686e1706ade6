import { createContext, type RouterContextProvider, redirect } from "react-router";
import type { Viewer } from "../../../workers/domain/access.ts";
import { readContext } from "../../../workers/http/context.ts";
import type { ServiceContext } from "../../../workers/services/context.ts";

type Context = Readonly<RouterContextProvider>;

const signedIn = createContext<Viewer>();

/** Middleware of all pages for signed-in people: sends others to sign in, and back here afterwards. */
export function requireViewer({
  request,
  url,
  context,
}: {
  request: Request;
  url: URL;
  context: Context;
}): void {
  const { viewer, person } = readContext(context);
  if (!viewer && person) throw redirect("/no-team");
  if (!viewer) {
    const next = request.method === "GET" ? url.pathname + url.search : "/";
    throw redirect(next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
  }
  (context as RouterContextProvider).set(signedIn, viewer);
}

/** What services are called with, for a page below `requireViewer`. */
export function pageContext(context: Context): ServiceContext {
  const { env, request_id, address, now } = readContext(context);
  return {
    env,
    viewer: context.get(signedIn),
    now,
    request_id,
    origin: new URL(env.PUBLIC_URL).origin,
    address,
  };
}
