/** The Worker: every request comes in here, and leaves with its id and security headers. */
import { createRequestHandler } from "react-router";
import { handle } from "./http/handler.ts";
import { runScheduled } from "./scheduled.ts";

export { ContainerProxy, SandboxContainer } from "./engines/cloudflare.ts";
export { SandboxObject } from "./sandbox/sandbox-object.ts";
export { WebhookObject } from "./webhooks/webhook-object.ts";

const pages = createRequestHandler(() => import("virtual:react-router/server-build"), import.meta.env.MODE);

export default {
  fetch: (request, env, ctx) => handle(request, env, ctx, pages),
  scheduled: (event, env) => runScheduled(env, event.scheduledTime),
} satisfies ExportedHandler<Env>;
