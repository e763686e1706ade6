import { renderToReadableStream } from "react-dom/server";
import { type EntryContext, type RouterContextProvider, ServerRouter } from "react-router";
import { readContext } from "../workers/http/context.ts";
import { holdsSecret } from "../workers/http/loggable-path.ts";

/** Renders the whole page before the first byte: nothing on it streams in late, so it reads without JavaScript. */
export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  routerContext: EntryContext,
  context: RouterContextProvider,
): Promise<Response> {
  headers.set("Content-Type", "text/html; charset=utf-8");
  if (request.method === "HEAD") return new Response(null, { status, headers });
  const { nonce } = readContext(context);
  const secret = holdsSecret(new URL(request.url).pathname);
  // With no-referrer, browsers send plain form posts with the origin "null": see http/origins.ts.
  headers.set("Referrer-Policy", secret ? "no-referrer" : "same-origin");
  if (secret) headers.set("X-Robots-Tag", "noindex, nofollow");
  const body = await renderToReadableStream(
    <ServerRouter context={routerContext} url={request.url} nonce={nonce} />,
    { nonce, signal: request.signal },
  );
  return new Response(body, { status, headers });
}
