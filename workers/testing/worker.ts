/** The Worker under test: everything but the pages, whose build is no part of these tests. */
import { handle } from "../http/handler.ts";
import { runScheduled } from "../scheduled.ts";

export { ContainerProxy, SandboxContainer } from "../engines/cloudflare.ts";
export { SandboxObject } from "../sandbox/sandbox-object.ts";
export { WebhookObject } from "../webhooks/webhook-object.ts";

const PAGE = "<!doctype html><title>A page</title>";

export default {
  fetch: (request, env, ctx) =>
    handle(request, env, ctx, async () => new Response(PAGE, { headers: { "content-type": "text/html" } })),
  scheduled: (event, env) => runScheduled(env, event.scheduledTime),
} satisfies ExportedHandler<Env>;
