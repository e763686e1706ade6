/**
 * Accounts and browser sessions: better-auth on our own tables. Nothing of it is reached by HTTP: services ask it in
 * memory (ask.ts), so that every way in passes their limits and their audit.
 */
import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { database } from "../data/database.ts";
import * as schema from "../data/schema/auth.ts";
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from "../domain/people/account.ts";
import { plain } from "../domain/shown-text.ts";
import { addressHeader } from "../http/client-address.ts";
import { ownOrigins } from "../http/origins.ts";
import { cookiePrefix, isSecure } from "./cookies.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import type { ProviderVisit } from "./provider-visit.ts";
import { providerPlugins, socialProviders } from "./providers.ts";
import { secondFactor } from "./second-factor.ts";

const DAY_SECONDS = 24 * 3_600;

/**
 * Made per request: a promise that one request began must not be awaited by another in this runtime.
 * @param visit of a provider; without one there are none
 * @param limited false: for a browser that is counted for itself (known-browser.ts). Where addresses are not known,
 *   strangers would otherwise use up its attempts with theirs.
 */
export function authFor(env: Env, visit: ProviderVisit | null = null, limited = true) {
  const header = addressHeader(env);
  const { origin } = new URL(env.PUBLIC_URL);
  // Where addresses are not known, all people together are one.
  const perMinute = (max: number) => ({ window: 60, max: header === null ? max * 3 : max });
  return betterAuth({
    appName: "Sandbar",
    baseURL: origin,
    basePath: "/api/auth",
    secret: env.AUTH_SECRET,
    trustedOrigins: [...ownOrigins(env.PUBLIC_URL)],
    database: drizzleAdapter(database(env.DB), { provider: "sqlite", schema }),
    emailAndPassword: {
      enabled: true,
      // People come in by set-up or by an invite, never by themselves.
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN_LENGTH,
      maxPasswordLength: PASSWORD_MAX_LENGTH,
      password: {
        hash: hashPassword,
        verify: ({ password, hash }) => verifyPassword(password, hash),
      },
    },
    account: {
      // What a provider lets us do in somebody's name is never needed again.
      updateAccountOnSignIn: false,
      accountLinking: {
        enabled: true,
        trustedProviders: [],
        allowDifferentEmails: false,
        // Somebody may have taken the address without it being theirs: then its owner must not land in their account.
        requireLocalEmailVerified: true,
      },
    },
    ...(visit === null ? {} : { socialProviders: socialProviders(visit, origin) }),
    plugins: [secondFactor(), ...(visit === null ? [] : providerPlugins(visit, origin))],
    databaseHooks: databaseHooks(visit),
    verification: { storeIdentifier: "hashed" },
    session: {
      expiresIn: 7 * DAY_SECONDS,
      updateAge: DAY_SECONDS,
      additionalFields: {
        seenAt: { type: "date", required: false, input: false },
        teamId: { type: "string", required: false, input: false },
      },
    },
    rateLimit: {
      enabled: limited,
      storage: "database",
      window: 60,
      max: 120,
      customRules: {
        "/sign-in/email": perMinute(10),
        "/sign-in/social": perMinute(20),
        "/two-factor/*": perMinute(20),
      },
    },
    onAPIError: { errorURL: `${origin}/sign-in` },
    advanced: {
      cookiePrefix: cookiePrefix(env),
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure(env) },
      ipAddress: { ipAddressHeaders: header === null ? [] : [header] },
    },
    logger: { level: "error", log: (_level, message, ...details) => logFailure(message, details) },
    telemetry: { enabled: false },
  });
}

/** The library's own words, and an OAuth server's code for what it refused; never what it prints of states and tokens. */
function logFailure(message: string, details: readonly unknown[]): void {
  const [first] = details as readonly { readonly error?: unknown; readonly message?: unknown }[];
  const why = [first?.error, first?.message].find((text) => typeof text === "string");
  console.error(`sign-in: ${message}${why === undefined ? "" : `: ${why}`}`);
}

/** What is kept of a provider's account, and what a visit learns of what became of it. */
function databaseHooks(visit: ProviderVisit | null) {
  const NO_TOKENS = { accessToken: null, refreshToken: null, idToken: null, scope: null };
  const withoutTokens = async (account: object) => ({ data: { ...account, ...NO_TOKENS } });
  const linked = async ({ userId }: { userId: string }) => {
    if (visit) visit.linked_user_id = userId;
  };
  const signedIn = async ({ userId }: { userId: string }) => {
    if (visit) visit.signed_in_user_id = userId;
  };
  const mayBeMade = async ({ name, email }: { name: string; email: string }) => {
    if (!visit?.identity) return false;
    visit.joining = await visit.mayJoin(visit.identity);
    // The provider's word for who they are, which nobody here has looked at.
    return visit.joining.ok ? { data: { name: plain(name).slice(0, 80) || email } } : false;
  };
  const made = async ({ id }: { id: string }) => {
    if (visit) visit.made_user_id = id;
  };
  return {
    account: { create: { before: withoutTokens, after: linked }, update: { before: withoutTokens } },
    session: { create: { after: signedIn } },
    user: { create: { before: mayBeMade, after: made } },
  };
}
