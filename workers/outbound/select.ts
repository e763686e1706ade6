import { readAllowedHosts } from "../domain/webhooks/webhook-url.ts";
import { EngineOutbound } from "./by-engine.ts";
import { DirectOutbound } from "./direct.ts";
import type { Outbound } from "./outbound.ts";

/** Nothing is served without an engine that is configured; anything but the local one asks through Cloudflare's network. */
export function outboundFor(
  env: Pick<Env, "ENGINE" | "ENGINE_URL" | "ENGINE_TOKEN" | "WEBHOOK_ALLOWED_HOSTS">,
): Outbound {
  if (env.ENGINE === "local") return new EngineOutbound(env.ENGINE_URL, env.ENGINE_TOKEN);
  return new DirectOutbound(readAllowedHosts(env.WEBHOOK_ALLOWED_HOSTS).hosts);
}
