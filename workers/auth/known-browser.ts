/**
 * A browser in which somebody has signed in before. It has attempts of its own: whoever tries passwords from everywhere
 * uses up those of strangers, and the account's person still gets in. It is known for as long as the password stays: whoever
 * had the old one may have signed in from any number of browsers.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { passwordHashByEmail } from "../data/accounts.ts";
import { database } from "../data/database.ts";
import { readCookie, setCookie } from "./cookies.ts";

const NAME = "known_browser";
const LIFETIME_SECONDS = 180 * 24 * 3_600;

type KnownEnv = Pick<Env, "PUBLIC_URL" | "AUTH_SECRET" | "DB">;

/** A `Set-Cookie` value, for whoever has just shown that this account is theirs. */
export async function knownBrowserCookie(env: KnownEnv, email: string): Promise<string> {
  const id = randomBytes(16).toString("base64url");
  return setCookie(env, NAME, `${id}.${await sign(env, email, id)}`, LIFETIME_SECONDS);
}

/** The browser's id when it is known for this account; else null. */
export async function knownBrowser(env: KnownEnv, request: Request, email: string): Promise<string | null> {
  const [id, signature] = readCookie(env, request, NAME)?.split(".") ?? [];
  if (!id || !signature) return null;
  const [given, expected] = [Buffer.from(signature), Buffer.from(await sign(env, email, id))];
  return given.length === expected.length && timingSafeEqual(given, expected) ? id : null;
}

async function sign({ AUTH_SECRET, DB }: KnownEnv, email: string, id: string): Promise<string> {
  const password_hash = await passwordHashByEmail(database(DB), email);
  return createHmac("sha256", AUTH_SECRET)
    .update(JSON.stringify(["known browser", email, id, password_hash]))
    .digest("base64url");
}
