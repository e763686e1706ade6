/** What every handler of one request shares, whether it is a page, the API or a socket. */
import { createContext, RouterContextProvider } from "react-router";
import type { Person } from "../auth/viewer.ts";
import type { Viewer } from "../domain/access.ts";

export interface RequestContext {
  readonly env: Env;
  readonly ctx: ExecutionContext;
  /** Null when nobody is signed in, or whoever is belongs to no team. */
  readonly viewer: Viewer | null;
  /** Whose browser session it is; null without one. */
  readonly person: Person | null;
  readonly request_id: string;
  /** Inline scripts of the page carry it (Content-Security-Policy). */
  readonly nonce: string;
  /** The client's address, where the platform tells it. */
  readonly address: string | null;
  /** Epoch ms at which the request came in. */
  readonly now: number;
}

const requestContext = createContext<RequestContext>();

/** For React Router: loaders and actions get it as `context`. */
export function routerContextOf(context: RequestContext): RouterContextProvider {
  const provider = new RouterContextProvider();
  provider.set(requestContext, context);
  return provider;
}

/** In a loader, an action or entry.server: `readContext(context)`. */
export function readContext(context: Readonly<RouterContextProvider>): RequestContext {
  return context.get(requestContext);
}
