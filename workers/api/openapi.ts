import { OpenAPIHono } from "@hono/zod-openapi";
import { version } from "../../package.json";
import { ABILITIES } from "../domain/access.ts";
import { orNull } from "./openapi-null.ts";
import { BINARY, responsesOf } from "./openapi-responses.ts";
import { groupOf, operationId, ROUTE_GROUPS } from "./operation-names.ts";
import type { Route } from "./route.ts";
import { ROUTES } from "./routes.ts";
import { failure } from "./schemas/common.ts";
import { lastRun } from "./schemas/reconciliation.ts";
import { checkpoint } from "./schemas/record.ts";
import { attempt } from "./schemas/webhook.ts";

type Registered = Parameters<OpenAPIHono["openAPIRegistry"]["registerPath"]>[0];

let made: ReturnType<OpenAPIHono["getOpenAPI31Document"]> | undefined;

/** The document of `/api/v1/openapi.json`, made once, of the very schemas that requests are read with. */
export function openApiDocument() {
  made ??= generate();
  return made;
}

function generate() {
  const app = new OpenAPIHono();
  const registry = app.openAPIRegistry;
  registry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "An API token, sbx_…",
  });
  registry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "sandbar.session_token",
    description:
      "A browser session; changes need the dashboard's own Origin. Over https its name begins with `__Host-`.",
  });
  registry.registerComponent("securitySchemes", "guest", {
    type: "apiKey",
    in: "cookie",
    name: "sandbar.guest_{share_id}",
    description:
      "What joining a share link sets; it counts below /shared/{share_id} alone. Over https its name begins with `__Host-`.",
  });
  // First as they are: what is met first as "or null" would be null everywhere.
  registry.register("Checkpoint", checkpoint);
  registry.register("Failure", failure);
  registry.register("ReconciliationLastRun", lastRun);
  registry.register("WebhookAttempt", attempt);
  for (const route of ROUTES) registry.registerPath(documented(route));
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Sandbar",
      version,
      description: "Sandboxes: launch, watch, work, export, tear down.",
      license: { name: "MIT", url: "https://spdx.org/licenses/MIT" },
    },
    servers: [{ url: "/api/v1", description: "This deployment" }],
    tags: [...ROUTE_GROUPS],
    security: [{ token: [] }, { session: [] }],
  });
  return orNull(document);
}

function documented(route: Route): Registered {
  const { method, summary, params, query, headers } = route;
  return {
    method,
    path: route.path.replace("+}", "}"),
    operationId: operationId(route),
    tags: [groupOf(route)],
    summary,
    security: securityOf(route),
    request: { params, query, headers, body: bodyOf(route) },
    responses: responsesOf(route),
    ...(route.socket ? { "x-websocket": true } : {}),
  };
}

/** Tokens with the scope they need; sessions have every scope of their role. */
function securityOf({ ability, handleGuest }: Route): Registered["security"] {
  if (handleGuest) return [{ guest: [] }];
  if (ability === "open") return [];
  return [{ token: ability === null ? [] : [ABILITIES[ability].scope] }, { session: [] }];
}

function bodyOf({ body, streamed }: Route) {
  if (body) return { content: { "application/json": { schema: body } } };
  return streamed ? { content: { [streamed]: { schema: BINARY } } } : undefined;
}
