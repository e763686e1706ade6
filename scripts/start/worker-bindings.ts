import type { Configuration } from "./configuration.ts";
import type { Secrets } from "./secrets.ts";

/** The Worker's variables and secrets (Env in workers/); they go to it in memory, never through a file or argv. */
export function workerBindings(
  configuration: Configuration,
  secrets: Secrets,
  enginePort: number,
): Record<string, string> {
  return {
    ENGINE: "local",
    ENGINE_URL: `http://127.0.0.1:${enginePort}`,
    ENGINE_TOKEN: secrets.engine_token,
    AUTH_SECRET: secrets.auth_secret,
    ENCRYPTION_KEY: secrets.encryption_key,
    SETUP_TOKEN: configuration.setupToken ?? secrets.setup_token,
    PUBLIC_URL: configuration.publicUrl,
    WEBHOOK_ALLOWED_HOSTS: configuration.webhookHosts,
    LOCAL_REPOSITORY_ROOTS: configuration.repositoryRoots.join(":"),
    ...(configuration.previewHost === undefined ? {} : { PREVIEW_HOST: configuration.previewHost }),
    ...configuration.mail,
    ...configuration.providers,
  };
}
