/** Signing in and out from pages, with or without JavaScript: the same checks and limits as /api/auth. */
import { authFor } from "../auth/auth.ts";
import { ok, type Result, refuse } from "../domain/refusal.ts";

export interface SignedIn {
  /** `Set-Cookie` values for the response. */
  readonly cookies: readonly string[];
}

/** Refuses with `invalid_credentials` (401) or `rate_limited` (429). `request` is the page's own, for its address. */
export async function signIn(
  env: Env,
  request: Request,
  credentials: { readonly email: string; readonly password: string },
): Promise<Result<SignedIn>> {
  const answer = await ask(env, request, "/sign-in/email", credentials);
  if (answer.ok) return ok({ cookies: answer.headers.getSetCookie() });
  if (answer.status === 429) {
    const seconds = Number(answer.headers.get("x-retry-after") ?? 60);
    return refuse({
      reason_code: "rate_limited",
      message: "There were too many attempts to sign in.",
      retryable: true,
      next_step: `Try again in ${seconds} seconds.`,
    });
  }
  if (answer.status >= 500) throw new Error(`signing in failed with status ${answer.status}`);
  return refuse({
    reason_code: "invalid_credentials",
    message: "The address or the password is wrong.",
    retryable: false,
    next_step: "Check both. An administrator of the team can set a new password.",
    field: "email",
  });
}

/** Id of the session that the request's cookie names; null without one. Only for whom the request was let in for. */
export async function sessionIdOf(env: Env, request: Request): Promise<string | null> {
  const found = await authFor(env).api.getSession({ headers: request.headers });
  return found?.session.id ?? null;
}

/** Ends the session, here and in the database; the cookies tell the browser to forget it. */
export async function signOut(env: Env, request: Request): Promise<SignedIn> {
  const answer = await ask(env, request, "/sign-out", {});
  return { cookies: answer.headers.getSetCookie() };
}

/** Goes through better-auth's own handler, which counts attempts per address. */
async function ask(env: Env, request: Request, path: string, body: object): Promise<Response> {
  const origin = new URL(env.PUBLIC_URL).origin;
  const headers = new Headers({ "content-type": "application/json", origin });
  for (const name of ["cookie", "user-agent", "cf-connecting-ip"]) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const url = `${origin}/api/auth${path}`;
  return await authFor(env).handler(
    new Request(url, { method: "POST", headers, body: JSON.stringify(body) }),
  );
}
