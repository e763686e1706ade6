/** Accounts and browser sessions: better-auth on our own tables, mounted at /api/auth. */
import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { database } from "../data/database.ts";
import * as schema from "../data/schema/auth.ts";
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from "../domain/account.ts";
import { addressHeader } from "../http/client-address.ts";
import { ownOrigins } from "../http/origins.ts";
import { hashPassword, verifyPassword } from "./password.ts";

const DAY_SECONDS = 24 * 3_600;

/** Made per request: a promise that one request began must not be awaited by another in this runtime. */
export function authFor(env: Env) {
  const header = addressHeader(env);
  const secure = env.PUBLIC_URL.startsWith("https:");
  return betterAuth({
    appName: "Sandbar",
    baseURL: new URL(env.PUBLIC_URL).origin,
    basePath: "/api/auth",
    secret: env.AUTH_SECRET,
    trustedOrigins: [...ownOrigins(env.PUBLIC_URL)],
    database: drizzleAdapter(database(env.DB), { provider: "sqlite", schema }),
    emailAndPassword: {
      enabled: true,
      // People come in by set-up or by an administrator, never by themselves.
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN_LENGTH,
      maxPasswordLength: PASSWORD_MAX_LENGTH,
      password: {
        hash: hashPassword,
        verify: ({ password, hash }) => verifyPassword(password, hash),
      },
    },
    session: { expiresIn: 7 * DAY_SECONDS, updateAge: DAY_SECONDS },
    rateLimit: {
      enabled: true,
      storage: "database",
      window: 60,
      max: 120,
      customRules: { "/sign-in/email": { window: 60, max: header === null ? 30 : 10 } },
    },
    advanced: {
      // Browsers take a `__Host-` cookie from its own host alone: a preview below the same domain can't put another
      // person's session in its place. The library's own prefix would let it.
      cookiePrefix: secure ? "__Host-sandbar" : "sandbar",
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", path: "/", secure },
      ipAddress: { ipAddressHeaders: header === null ? [] : [header] },
    },
    logger: { level: "error" },
    telemetry: { enabled: false },
  });
}
