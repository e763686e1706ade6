import { twoFactor } from "better-auth/plugins/two-factor";

/** What an authenticator app shows the account under. */
const ISSUER = "Sandbar";
const FROM_A_PROVIDER = "/callback/:id";

/**
 * The library's plugin, which asks after a password; here also after a provider: whether that asked for a second factor
 * itself, it does not say in a way that all of them share.
 */
export function secondFactor() {
  const plugin = twoFactor({ issuer: ISSUER, allowPasswordless: true, twoFactorCookieMaxAge: 600 });
  const asking = plugin.hooks.after.map(({ matcher, handler }) => ({
    matcher: (context: Parameters<typeof matcher>[0]) => context.path === FROM_A_PROVIDER || matcher(context),
    handler,
  }));
  return { ...plugin, hooks: { after: asking } };
}
