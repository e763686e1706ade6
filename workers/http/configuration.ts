/** What must be configured before anything is served: nothing is open, or half open, by default. */
import { readProviders } from "../auth/provider-settings.ts";
import { previewHostProblem } from "../domain/sandbox/preview-host.ts";
import { engineFor } from "../engines/select.ts";
import { readMailSettings } from "../mail/settings.ts";

const MINIMUM_SECRET_LENGTH = 32;

/** One sentence that names the variable, or undefined when all is there. Values are never repeated. */
export function missingConfiguration(env: Partial<Env>): string | undefined {
  for (const name of ["AUTH_SECRET", "ENCRYPTION_KEY"] as const) {
    const value = env[name];
    if (!value) return `${name} is not set.`;
    if (value.length < MINIMUM_SECRET_LENGTH)
      return `${name} is shorter than ${MINIMUM_SECRET_LENGTH} characters.`;
  }
  if (!env.PUBLIC_URL) return "PUBLIC_URL is not set.";
  if (!URL.canParse(env.PUBLIC_URL) || !/^https?:$/.test(new URL(env.PUBLIC_URL).protocol)) {
    return "PUBLIC_URL is not an http or https URL.";
  }
  const previews = env.PREVIEW_HOST ? previewHostProblem(env.PREVIEW_HOST) : null;
  if (previews) return `${previews}.`;
  const mail = readMailSettings(env);
  if (!mail.ok) return mail.refusal.message;
  const providers = readProviders(env);
  if (!providers.ok) return providers.refusal.message;
  const engine = engineFor(env);
  return engine.ok ? undefined : engine.refusal.message;
}
