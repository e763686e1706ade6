/** Requests to the Worker under test, as browsers and programs make them. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { handle } from "../http/handler.ts";
import { signIn } from "../services/accounts/sessions.ts";

export const ORIGIN = "http://127.0.0.1:8787";
export const PASSWORD = "correct horse battery";

const PAGE = "<!doctype html><title>A page</title>";

/** Goes through everything but the pages' own rendering; `configured` replaces bindings. */
export async function send(
  path: string,
  init: RequestInit = {},
  configured: Partial<Env> = {},
): Promise<Response> {
  const ctx = createExecutionContext();
  const pages = async () => new Response(PAGE, { headers: { "content-type": "text/html; charset=utf-8" } });
  const response = await handle(new Request(`${ORIGIN}${path}`, init), { ...env, ...configured }, ctx, pages);
  await waitOnExecutionContext(ctx);
  return response;
}

/** A JSON POST as one of our own pages sends it. */
export function posted(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": "application/json", origin: ORIGIN, ...headers },
    body: JSON.stringify(body),
  };
}

/** Signs in and answers the `Cookie` header of the session. */
export async function signInAs(email: string, password = PASSWORD): Promise<string> {
  const signed = await signIn(env, new Request(`${ORIGIN}/sign-in`), { email, password });
  if (!signed.ok) throw new Error(`signing in was refused: ${signed.refusal.message}`);
  return cookieHeader(signed.value.cookies);
}

/** What a browser sends back of `Set-Cookie` values. */
export function cookieHeader(cookies: readonly string[]): string {
  return cookies.map((cookie) => cookie.split(";", 1)[0]).join("; ");
}
