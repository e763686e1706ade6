/**
 * A browser in which somebody has signed in before. It has attempts of its own: whoever tries passwords from everywhere
 * uses up those of strangers, and the account's person still gets in.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { readCookie, setCookie } from "./cookies.ts";

const NAME = "known_browser";
const LIFETIME_SECONDS = 180 * 24 * 3_600;

type KnownEnv = Pick<Env, "PUBLIC_URL" | "AUTH_SECRET">;

/** A `Set-Cookie` value, for whoever has just shown that this account is theirs. */
export function knownBrowserCookie(env: KnownEnv, email: string): string {
  const id = randomBytes(16).toString("base64url");
  return setCookie(env, NAME, `${id}.${sign(env, email, id)}`, LIFETIME_SECONDS);
}

/** The browser's id when it is known for this account; else null. */
export function knownBrowser(env: KnownEnv, request: Request, email: string): string | null {
  const [id, signature] = readCookie(env, request, NAME)?.split(".") ?? [];
  if (!id || !signature) return null;
  const [given, expected] = [Buffer.from(signature), Buffer.from(sign(env, email, id))];
  return given.length === expected.length && timingSafeEqual(given, expected) ? id : null;
}

function sign({ AUTH_SECRET }: KnownEnv, email: string, id: string): string {
  return createHmac("sha256", AUTH_SECRET)
    .update(JSON.stringify(["known browser", email, id]))
    .digest("base64url");
}
