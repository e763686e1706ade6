/** Names and attributes of the cookies that are set while somebody signs in. */

type PublicUrl = Pick<Env, "PUBLIC_URL">;

export function isSecure(env: PublicUrl): boolean {
  return env.PUBLIC_URL.startsWith("https:");
}

/**
 * Browsers take a `__Host-` cookie from its own host alone: a preview below the same domain can't put another person's
 * session in its place. The library's own prefix would let it.
 */
export function cookiePrefix(env: PublicUrl): string {
  return isSecure(env) ? "__Host-sandbar" : "sandbar";
}

/** A `Set-Cookie` value. `value` of cookie-safe characters; 0 seconds = forget it. */
export function setCookie(env: PublicUrl, name: string, value: string, max_age_seconds: number): string {
  const secure = isSecure(env) ? "; Secure" : "";
  return `${cookiePrefix(env)}.${name}=${value}; Max-Age=${max_age_seconds}; Path=/; HttpOnly; SameSite=Lax${secure}`;
}

/** Null when the request has none. */
export function readCookie(env: PublicUrl, request: Request, name: string): string | null {
  const prefix = `${cookiePrefix(env)}.${name}=`;
  const parts = (request.headers.get("cookie") ?? "").split(";").map((part) => part.trim());
  return parts.find((part) => part.startsWith(prefix))?.slice(prefix.length) || null;
}

/** Only the cookies of these names, for a `Cookie` header; null when there is none. */
export function pickCookies(env: PublicUrl, request: Request, names: readonly string[]): string | null {
  const picked = names.flatMap((name) => {
    const value = readCookie(env, request, name);
    return value === null ? [] : [`${cookiePrefix(env)}.${name}=${value}`];
  });
  return picked.length === 0 ? null : picked.join("; ");
}
