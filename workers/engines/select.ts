/** Which engine this deployment uses, from its configuration alone. */
import { ok, type Result, refuse } from "../domain/refusal.ts";
import type { SandboxContainer } from "./cloudflare.ts";
import { CloudflareEngine, type CloudflareEngineOptions } from "./cloudflare-engine.ts";
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
  /** Cloudflare engine: the Durable Object binding of class SandboxContainer. */
  readonly SANDBOX_CONTAINER?: DurableObjectNamespace<SandboxContainer>;
}

export interface EngineDependencies {
  /** Cloudflare engine: ids that may exist, for `list`; without it `list` gives none. */
  readonly registry?: CloudflareEngineOptions["registry"];
}

/**
 * The engine, or a refusal (`engine_not_configured`) that names the variable to set. Nothing is assumed:
 * an unset or empty variable never means an open or default engine.
 */
export function engineFor(env: EngineEnv, dependencies: EngineDependencies = {}): Result<SandboxEngine> {
  switch (env.ENGINE) {
    case "local":
      return localEngine(env);
    case "cloudflare":
      return cloudflareEngine(env, dependencies);
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

function cloudflareEngine(env: EngineEnv, { registry }: EngineDependencies): Result<SandboxEngine> {
  const namespace = env.SANDBOX_CONTAINER;
  if (!namespace) return notConfigured("SANDBOX_CONTAINER", "is not bound");
  return ok(new CloudflareEngine({ namespace, registry: registry ?? (async () => []) }));
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
