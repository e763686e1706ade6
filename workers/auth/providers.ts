/** The providers as better-auth knows them, for one request on the way there or back. */
import type { BetterAuthOptions, BetterAuthPlugin } from "better-auth";
import { genericOAuth } from "better-auth/plugins/generic-oauth";
import type { GithubProfile } from "better-auth/social-providers";
import { githubPerson } from "./github.ts";
import type { ProviderSettings } from "./provider-settings.ts";
import { callbackPath, type ProviderVisit } from "./provider-visit.ts";

/** How long a provider may take to say where it is. */
const DISCOVERY_DEADLINE_MS = 8_000;

export function socialProviders(visit: ProviderVisit, origin: string): BetterAuthOptions["socialProviders"] {
  const { provider } = visit;
  if (provider.id !== "github") return {};
  return {
    github: {
      clientId: provider.client_id,
      clientSecret: provider.client_secret,
      redirectURI: `${origin}${callbackPath(provider)}`,
      disableImplicitSignUp: true,
      async getUserInfo({ accessToken }) {
        const person = await githubPerson(accessToken ?? "", fetch);
        if (!person) return null;
        const { id, name, email, email_verified } = person;
        visit.learn({ email, email_verified });
        const user = { name, email, emailVerified: email_verified };
        return { user, data: { id } as GithubProfile };
      },
    },
  };
}

export function providerPlugins(visit: ProviderVisit, origin: string): BetterAuthPlugin[] {
  return visit.provider.id === "oidc" ? [openIdConnect(visit, visit.provider, origin)] : [];
}

/**
 * The library's own, asked in time and held to the issuer that is configured: whoever answers in another's name is not
 * asked for anything. ID tokens are verified against the issuer's keys, this client and this visit's nonce.
 */
function openIdConnect(
  visit: ProviderVisit,
  provider: ProviderSettings & { id: "oidc" },
  origin: string,
): BetterAuthPlugin {
  const { issuer, client_id, client_secret, name } = provider;
  const {
    init,
    hooks: _retries,
    ...plugin
  } = genericOAuth({
    config: [
      {
        providerId: "oidc",
        name,
        discoveryUrl: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
        clientId: client_id,
        clientSecret: client_secret,
        scopes: ["openid", "email", "profile"],
        pkce: true,
        redirectURI: `${origin}${callbackPath(provider)}`,
        requireIdTokenVerification: true,
        disableImplicitSignUp: true,
        mapProfileToUser({ email, email_verified }) {
          visit.learn({
            email: typeof email === "string" ? email : "",
            email_verified: email_verified === true || email_verified === "true",
          });
          return {};
        },
      },
    ],
  });
  return {
    ...plugin,
    async init(context) {
      const found = await Promise.race([init(context), after(DISCOVERY_DEADLINE_MS)]);
      const [own] = found?.context.socialProviders ?? [];
      if (own?.id !== "oidc") visit.problem = "provider_unreachable";
      else if (own.issuer !== issuer) visit.problem = "issuer_mismatch";
      else return { context: { socialProviders: [own] } };
      return { context: { socialProviders: [] } };
    },
  };
}

function after(milliseconds: number): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, null));
}
