/** Reads what a request carries through the route's schemas; what is wrong is named (C29). */
import { z } from "@hono/zod-openapi";
import { wholeNumber } from "../domain/policy/whole-number.ts";
import { ok, type Refusal, type Result, refuse } from "../domain/refusal.ts";
import { MAX_WAIT_SECONDS } from "../services/sandboxes/operations.ts";

const NO_FIELDS = z.strictObject({});

/** The parsed JSON body; without a schema it has no fields. An empty one is `{}`. Refuses with `invalid_json`, `unknown_field` or `invalid_input`. */
export async function readBody(request: Request, schema: z.ZodType = NO_FIELDS): Promise<Result<unknown>> {
  const text = await request.text();
  let value: unknown = {};
  if (text.trim() !== "") {
    try {
      value = JSON.parse(text);
    } catch {
      return refuse({
        reason_code: "invalid_json",
        message: "The body is not valid JSON.",
        retryable: false,
        field: "body",
      });
    }
  }
  return parse(schema, value, "body");
}

export function readQuery(url: URL, schema: z.ZodType): Result<unknown> {
  return parse(schema, Object.fromEntries(url.searchParams), "query");
}

export function readParams(params: Record<string, string>, schema: z.ZodType): Result<unknown> {
  return parse(schema, params, "path");
}

/** Seconds of `Prefer: wait=N`; other preferences are left alone. A wait that is no number is refused (R8). */
export function readWait(request: Request): Result<number | undefined> {
  const preferences = request.headers.get("prefer")?.split(",") ?? [];
  const wait = preferences
    .map((one) => /^\s*wait\s*=\s*"?([^";]*)"?/i.exec(one)?.[1])
    .find((one) => one !== undefined);
  if (wait === undefined) return ok(undefined);
  return wholeNumber(wait.trim(), { field: "Prefer", min: 0, max: MAX_WAIT_SECONDS, unit: "seconds" });
}

function parse(schema: z.ZodType, value: unknown, where: string): Result<unknown> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return refuse(issue ? refusalOf(issue, where) : invalid(where, "it is not what this expects"));
}

function refusalOf(issue: z.core.$ZodIssue, where: string): Refusal {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    const field = [...path, issue.keys[0]].join(".");
    return {
      reason_code: "unknown_field",
      message: `There is no field ${field}.`,
      retryable: false,
      next_step: "Leave it out; /api/v1/openapi.json lists the fields.",
      field,
    };
  }
  return invalid(path.length > 0 ? path.join(".") : where, issue.message);
}

function invalid(field: string, problem: string): Refusal {
  return {
    reason_code: "invalid_input",
    message: `${field}: ${problem}.`,
    retryable: false,
    next_step: "/api/v1/openapi.json says what it takes.",
    field,
  };
}
