/** A command for a shell that calls an operation with the least that it takes. */
import { plain, type Schema } from "./reference-fields.ts";

export interface CommandParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
  readonly example?: unknown;
}

export interface Commanded {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly CommandParameter[];
  readonly access: "open" | "guest" | "member";
  /** Of the body; null without one. */
  readonly body: { readonly type: string; readonly schema: Schema } | null;
}

type Resolve = (schema: Schema) => Schema;

/** @param origin e.g. `https://sandbar.example` */
export function commandOf(call: Commanded, origin: string, resolve: Resolve): string {
  const { method, parameters, body, access } = call;
  const path = call.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = parameters.find((one) => one.in === "path" && one.name === name);
    return encodeURIComponent(String(parameter?.example ?? parameter?.schema.example ?? name.toUpperCase()));
  });
  const query = parameters
    .filter((one) => one.in === "query" && one.required)
    .map(
      ({ name, schema, example }) =>
        `${name}=${encodeURIComponent(String(example ?? sample(schema, resolve)))}`,
    );
  const address = `${origin}/api/v1${path}${query.length > 0 ? `?${query.join("&")}` : ""}`;
  return [
    "curl",
    method === "GET" ? "" : `-X ${method}`,
    access === "member" ? '-H "Authorization: Bearer $SANDBAR_TOKEN"' : "",
    access === "guest" ? "-b cookies.txt" : "",
    ...bodyOf(body, resolve),
    quoted(address),
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function bodyOf(body: Commanded["body"], resolve: Resolve): string[] {
  if (!body) return [];
  if (body.type !== "application/json") return ["--data-binary @file"];
  const json = JSON.stringify(sample(body.schema, resolve));
  return ['-H "Content-Type: application/json"', `-d ${quoted(json)}`];
}

/** The least value that the schema takes: what is required, or else the first field. */
export function sample(written: Schema, resolve: Resolve): unknown {
  const schema = resolve(plain(resolve(written)).schema);
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return schema.enum[0];
  if (schema.properties) {
    const names = Object.keys(schema.properties);
    const required = schema.required?.length ? schema.required : names.slice(0, 1);
    return Object.fromEntries(
      required.map((name) => [name, sample(schema.properties![name] ?? {}, resolve)]),
    );
  }
  switch (schema.type) {
    case "array":
      return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items ?? {}, resolve));
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 1, Math.min(1, schema.maximum ?? 1));
    case "boolean":
      return true;
    case "object":
      return {};
    default:
      return "x".repeat(Math.max(1, schema.minLength ?? 1)).replace(/^x$/, "example");
  }
}

/** For a POSIX shell: nothing in it is read by it. */
function quoted(text: string): string {
  return /^[\w./:?=&%@-]+$/.test(text) && !text.includes("&") ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
