import { OpenAPIHono } from "@hono/zod-openapi";
import { version } from "../../package.json";
import type { Answer, Route } from "./route.ts";
import { ROUTES } from "./routes.ts";
import { errorBody } from "./schemas/common.ts";

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
  for (const route of ROUTES) registry.registerPath(documented(route));
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Sandbar", version, description: "Sandboxes: launch, watch, work, export, tear down." },
    servers: [{ url: "/api/v1" }],
  });
}

function documented(route: Route): Registered {
  const { method, summary, params, query, headers, ability, answers, handleGuest } = route;
  const responses = Object.entries(answers).map(([status, answer]) => [status, content(answer)]);
  return {
    method,
    path: route.path.replace("+}", "}"),
    summary,
    security: handleGuest ? [{ guest: [] }] : ability === "open" ? [] : [{ token: [] }, { session: [] }],
    request: { params, query, headers, body: bodyOf(route) },
    responses: {
      ...Object.fromEntries(responses),
      default: { description: "A refusal", content: { "application/json": { schema: errorBody } } },
    },
  };
}

const BINARY = { type: "string", format: "binary" } as const;

function bodyOf({ body, streamed }: Route) {
  if (body) return { content: { "application/json": { schema: body } } };
  return streamed ? { content: { [streamed]: { schema: BINARY } } } : undefined;
}

function content({ description, schema, type }: Answer) {
  if (schema) return { description, content: { "application/json": { schema } } };
  return type ? { description, content: { [type]: { schema: BINARY } } } : { description };
}
