/** The API's reference: the OpenAPI document, as pages show it. */
import type {
  ReferenceAnswer,
  ReferenceContent,
  ReferenceField,
  ReferenceGroup,
  ReferenceIndex,
  ReferenceOperation,
  ReferenceParameter,
} from "../domain/api-reference.ts";
import { openApiDocument } from "./openapi.ts";
import { type CommandParameter, commandOf } from "./reference-command.ts";
import { fieldOf, fieldsOf, type Schema } from "./reference-fields.ts";

type Contents = Readonly<Record<string, { readonly schema: Schema }>>;

/** The parts of the document that are read here. */
interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly CommandParameter[];
  readonly requestBody?: { readonly content: Contents };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly content?: Contents;
        readonly "x-reason-codes"?: readonly string[];
      }
    >
  >;
  readonly "x-websocket"?: boolean;
}

interface Document {
  readonly info: { readonly version: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

type Named = (object: string) => void;

/** @param origin of this deployment, for the commands */
export function referenceIndex(origin: string): ReferenceIndex {
  const document = read();
  const groups = document.tags.map(({ name, description }) => {
    const operations = operationsOf(document, name, origin, () => {});
    const entries = operations.map(({ id, method, path, summary, scope, ...rest }) => {
      const keywords = [name, id, scope, ...rest.refusals.flatMap(({ codes }) => codes)].concat(
        rest.parameters.map((one) => one.name),
        rest.body?.shape?.fields.map((one) => one.name) ?? [],
      );
      return { id, method, path, summary, scope, keywords: keywords.join(" ").toLowerCase() };
    });
    return { slug: slugOf(name), name, description, entries };
  });
  return { version: document.info.version, groups };
}

/** Null when there is no such group. */
export function referenceGroup(slug: string, origin: string): ReferenceGroup | null {
  const document = read();
  const tag = document.tags.find(({ name }) => slugOf(name) === slug);
  if (!tag) return null;
  const objects: Record<string, readonly ReferenceField[]> = {};
  const named: Named = (object) => {
    if (object in objects) return;
    objects[object] = [];
    objects[object] = fieldsOf(document.components.schemas[object] ?? {}, named);
  };
  return { slug, ...tag, operations: operationsOf(document, tag.name, origin, named), objects };
}

function read(): Document {
  return openApiDocument() as unknown as Document;
}

function slugOf(name: string): string {
  return name.toLowerCase().replaceAll(" ", "-");
}

function operationsOf(document: Document, tag: string, origin: string, named: Named): ReferenceOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags }]) => tags.includes(tag))
      .map(([method, operation]) =>
        operationOf(document, method.toUpperCase(), path, operation, { origin, named }),
      ),
  );
}

function operationOf(
  document: Document,
  method: string,
  path: string,
  operation: Operation,
  { origin, named }: { origin: string; named: Named },
): ReferenceOperation {
  const { operationId: id, summary, parameters = [], requestBody, responses, security } = operation;
  const access = accessOf(security);
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const body = type && media ? { type, schema: media.schema } : null;
  const resolve = (schema: Schema): Schema =>
    schema.$ref ? (document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}) : schema;
  const call = { method, path, parameters, access, body };
  const socket = operation["x-websocket"] ?? false;
  return {
    id,
    method: socket ? "WS" : method,
    path,
    summary,
    access,
    scope: security.find(({ token }) => token)?.token?.[0] ?? null,
    parameters: parameters.map((one) => parameterOf(one, named)),
    body: body && contentOf(body.type, body.schema, named, document),
    answers: Object.entries(responses).flatMap(([status, one]) => answerOf(status, one, named, document)),
    refusals: Object.entries(responses).flatMap(([status, { description, ...one }]) => {
      const codes = one["x-reason-codes"];
      return codes ? [{ status, meaning: description.split(": `")[0] ?? "", codes }] : [];
    }),
    command: socket ? null : commandOf(call, origin, resolve),
  };
}

function accessOf(security: Operation["security"]): ReferenceOperation["access"] {
  if (security.length === 0) return "open";
  return security.some((one) => "guest" in one) ? "guest" : "member";
}

function parameterOf(parameter: CommandParameter, named: Named): ReferenceParameter {
  const { name, schema, required = false } = parameter;
  const where = parameter.in === "path" || parameter.in === "query" ? parameter.in : "header";
  return { ...fieldOf(name, schema, required, named), where };
}

function answerOf(
  status: string,
  { description, content, ...rest }: Operation["responses"][string],
  named: Named,
  document: Document,
): ReferenceAnswer[] {
  if (rest["x-reason-codes"] || status === "default") return [];
  const [type, media] = Object.entries(content ?? {})[0] ?? [];
  if (!type || !media) return [{ status, description, type: null, shape: null }];
  return [{ status, description, ...contentOf(type, media.schema, named, document) }];
}

/** A body's own fields are shown where it stands, whether it has a name or not. */
function contentOf(type: string, schema: Schema, named: Named, document: Document): ReferenceContent {
  const shape = fieldOf("", schema, true, named);
  if (!shape.object || shape.type !== shape.object) return { type, shape };
  const fields = fieldsOf(document.components.schemas[shape.object] ?? {}, named);
  return { type, shape: { ...shape, fields } };
}
