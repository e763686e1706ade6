/** The HTTP API below /api/v1. Its environment is the request's context, made once by the Worker. */
import { type Context, Hono } from "hono";
import { notFound } from "../domain/access.ts";
import type { Refusal } from "../domain/refusal.ts";
import { EngineError } from "../engines/engine.ts";
import { BodyTooLarge } from "../http/body-limit.ts";
import type { RequestContext } from "../http/context.ts";
import { bugResponse } from "../http/errors.ts";
import { failedOnFullDisk, SERVER_DISK_FULL } from "../services/server-disk.ts";
import { dispatch } from "./dispatch.ts";
import { openApiDocument } from "./openapi.ts";
import { refused } from "./refusal-response.ts";
import type { Route } from "./route.ts";
import { ROUTES } from "./routes.ts";

type ApiEnv = { Bindings: RequestContext };

export const api = new Hono<ApiEnv>().basePath("/api/v1");

api.get("/openapi.json", (c) => c.json(openApiDocument()));
for (const route of ROUTES) api.on(route.method.toUpperCase(), honoPath(route.path), handler(route));
api.notFound((c) => refused(notFound("address"), c.env.request_id));
api.onError(answerError);

function handler(route: Route) {
  return async (c: Context<ApiEnv>): Promise<Response> => {
    const { request_id } = c.env;
    const result = await dispatch(route, c.req.raw, c.env, paramsOf(route, c));
    return result.ok ? result.value : refused(result.refusal, request_id);
  };
}

/** Names are matched as they are written; the rest of a file's path keeps its slashes and its encoded ones. */
function paramsOf(route: Route, c: Context<ApiEnv>): Record<string, string> {
  const params = c.req.param() as Record<string, string>;
  if (!route.path.endsWith("{path+}")) return params;
  const { pathname } = new URL(c.req.url);
  const [, , , , , , ...rest] = pathname.split("/");
  return { ...params, path: decodePath(rest.join("/")) };
}

/** A path that is not percent-encoded UTF-8 is taken as written; the agent then has no such file. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** `{name}` -> `:name`, `{path+}` -> the rest. */
function honoPath(path: string): string {
  return path.replace("{path+}", "*").replace(/\{(\w+)\}/g, ":$1");
}

async function answerError(error: Error, c: Context<ApiEnv>): Promise<Response> {
  const { env, request_id } = c.env;
  if (error instanceof EngineError) return refused(error.refusal, request_id);
  if (error instanceof BodyTooLarge) throw error;
  if (await failedOnFullDisk(error, env)) return refused(SERVER_DISK_FULL, request_id);
  if (isObjectUnavailable(error)) return refused(UNAVAILABLE, request_id);
  return bugResponse(error, c.req.raw, request_id);
}

/** The platform marks errors of a Durable Object that was restarted or is overloaded. */
function isObjectUnavailable(error: Error): boolean {
  const { retryable, overloaded, durableObjectReset } = error as Error & Record<string, unknown>;
  return retryable === true || overloaded === true || durableObjectReset === true;
}

const UNAVAILABLE: Refusal = {
  reason_code: "sandbox_unavailable",
  message: "The sandbox's record is being moved or is overloaded.",
  retryable: true,
  next_step: "Try again in a moment.",
};
