/** Who else may say who somebody is, read from the environment. Pure: starting and serving refuse the same things. */
import { ok, type Result, refuse } from "../domain/refusal.ts";

export const PROVIDER_VARIABLES = [
  "GITHUB_CLIENT_ID",
  "GITHUB_CLIENT_SECRET",
  "OIDC_ISSUER",
  "OIDC_CLIENT_ID",
  "OIDC_CLIENT_SECRET",
  "OIDC_NAME",
] as const;
export type ProviderVariables = { readonly [name in (typeof PROVIDER_VARIABLES)[number]]?: string };

interface Client {
  readonly client_id: string;
  readonly client_secret: string;
  /** As people are shown it. */
  readonly name: string;
}

export type ProviderSettings =
  | ({ readonly id: "github" } & Client)
  | ({ readonly id: "oidc"; readonly issuer: string } & Client);
export type ProviderId = ProviderSettings["id"];

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
const NAME_MAX_LENGTH = 40;

/** None when none is configured; an empty value counts as none. Refuses with one sentence that names the variable. */
export function readProviders(env: ProviderVariables): Result<readonly ProviderSettings[]> {
  const providers: ProviderSettings[] = [];
  if (env.GITHUB_CLIENT_ID || env.GITHUB_CLIENT_SECRET) {
    const client = clientOf(env, "GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET");
    if (!client.ok) return client;
    providers.push({ id: "github", name: "GitHub", ...client.value });
  }
  const { OIDC_ISSUER: issuer, OIDC_NAME: name } = env;
  if (issuer || env.OIDC_CLIENT_ID || env.OIDC_CLIENT_SECRET || name) {
    if (!issuer)
      return wrong("OIDC_ISSUER is not set, but OIDC_CLIENT_ID, OIDC_CLIENT_SECRET or OIDC_NAME is.");
    if (!isIssuer(issuer))
      return wrong("OIDC_ISSUER must be an https URL without query, such as https://id.example.com.");
    const client = clientOf(env, "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET");
    if (!client.ok) return client;
    if (name && (name.trim() === "" || name.length > NAME_MAX_LENGTH))
      return wrong(`OIDC_NAME must be 1 to ${NAME_MAX_LENGTH} characters.`);
    providers.push({ id: "oidc", issuer, name: name?.trim() || new URL(issuer).hostname, ...client.value });
  }
  return ok(providers);
}

function clientOf(
  env: ProviderVariables,
  id: "GITHUB_CLIENT_ID" | "OIDC_CLIENT_ID",
  secret: "GITHUB_CLIENT_SECRET" | "OIDC_CLIENT_SECRET",
): Result<{ client_id: string; client_secret: string }> {
  const [client_id, client_secret] = [env[id], env[secret]];
  if (!client_id) return wrong(`${id} is not set; signing in through the provider needs it.`);
  if (!client_secret) return wrong(`${secret} is not set; ${id} needs it.`);
  return ok({ client_id, client_secret });
}

/** Plain http can be read and changed on its way: only this machine's loopback interface may speak it. */
export function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username, password } = new URL(text);
  if (search || hash || username || password || /[?#]/.test(text)) return false;
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.includes(hostname));
}

function wrong(message: string): Result<never> {
  return refuse({ reason_code: "not_configured", message, retryable: false });
}
