/** Which engine this deployment uses, from its configuration alone. */
import { ok, type Result, refuse } from "../domain/refusal.ts";
import type { SandboxEngine } from "./engine.ts";
import { LocalEngine } from "./local.ts";

/** What is read of the Worker's environment; every value may be missing, whatever the generated types say. */
export interface EngineEnv {
  /** `local` or `cloudflare`. */
  readonly ENGINE?: string;
  /** Local engine: origin on the loopback interface, e.g. `http://127.0.0.1:7381`. */
  readonly ENGINE_URL?: string;
  /** Local engine: the bearer token that `npm start` made. */
  readonly ENGINE_TOKEN?: string;
}

/**
 * The engine, or a refusal (`engine_not_configured`) that names the variable to set. Nothing is assumed:
 * an unset or empty variable never means an open or default engine.
 */
export function engineFor(env: EngineEnv): Result<SandboxEngine> {
  switch (env.ENGINE) {
    case "local":
      return localEngine(env);
    default:
      return notConfigured("ENGINE", 'must be "local" or "cloudflare"');
  }
}

function localEngine(env: EngineEnv): Result<SandboxEngine> {
  const { ENGINE_URL: url, ENGINE_TOKEN: token } = env;
  if (!url) return notConfigured("ENGINE_URL", "is not set");
  if (!token) return notConfigured("ENGINE_TOKEN", "is not set or empty");
  if (!URL.canParse(url) || new URL(url).protocol !== "http:") {
    return notConfigured("ENGINE_URL", "must be an http:// URL");
  }
  return ok(new LocalEngine({ url, token }));
}

function notConfigured(variable: string, problem: string): Result<SandboxEngine> {
  return refuse({
    reason_code: "engine_not_configured",
    message: `The sandbox engine is not configured: ${variable} ${problem}.`,
    retryable: false,
    next_step: `Set ${variable} and restart (npm start sets it for the local engine).`,
    field: variable,
  });
}
