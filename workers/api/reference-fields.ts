/** JSON schemas in words. */
import type { ReferenceField } from "../domain/api-reference.ts";

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly example?: unknown;
}

/** Choices that are shown one by one; longer lists are words of their own. */
const CHOICES_MAX = 40;

/** @param named called with each object that has a name: its fields are told once */
export function fieldOf(
  name: string,
  written: Schema,
  required: boolean,
  named: (object: string) => void,
): ReferenceField {
  const { schema, nullable } = plain(written);
  const list = schema.items ? plain(schema.items).schema : null;
  const inner = list ?? schema;
  const object = inner.$ref?.split("/").at(-1) ?? null;
  if (object) named(object);
  const word = object ?? typeOf(inner);
  const own = inner.properties ?? {};
  const choices = (inner.enum ?? []).filter((one) => one !== null).map(String);
  return {
    name,
    type: list ? `list of ${word}` : word,
    required,
    nullable,
    limits: limitsOf(schema),
    description: written.description ?? schema.description ?? list?.description ?? "",
    choices: choices.length <= CHOICES_MAX ? choices : [],
    fields: object ? [] : fieldsOf({ ...inner, properties: own }, named),
    object,
  };
}

export function fieldsOf(schema: Schema, named: (object: string) => void): ReferenceField[] {
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {}).map(([name, one]) =>
    fieldOf(name, one, required.includes(name), named),
  );
}

/** Without what only says that it may be null. */
export function plain(schema: Schema): { readonly schema: Schema; readonly nullable: boolean } {
  const parts = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  const real = parts?.filter(({ type }) => type !== "null") ?? [];
  if (parts && real.length === 1) {
    const inner = plain({ ...real[0]!, ...(schema.description ? { description: schema.description } : {}) });
    return { schema: inner.schema, nullable: inner.nullable || real.length < parts.length };
  }
  const types = [schema.type ?? []].flat() as string[];
  if (!types.includes("null")) return { schema, nullable: false };
  return { schema: { ...schema, type: types.find((type) => type !== "null") }, nullable: true };
}

function typeOf({ type, format, properties, additionalProperties, enum: choices }: Schema): string {
  if (choices?.length) return "one of";
  if (properties) return "object";
  if (typeof additionalProperties === "object")
    return `object of ${typeOf(plain(additionalProperties).schema)} by name`;
  if (format === "binary") return "bytes";
  if (format === "date-time") return "time";
  return typeof type === "string" ? type : "any";
}

function limitsOf(schema: Schema): string {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  // Safe integers are what a number is, not a limit.
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  const least = minimum !== undefined && minimum > -Number.MAX_SAFE_INTEGER ? minimum : undefined;
  return [
    range(least, most, ""),
    minLength === 1 && maxLength === undefined ? "not empty" : range(minLength, maxLength, " characters"),
    range(minItems, maxItems, " items"),
  ]
    .filter((words) => words !== "")
    .join(", ");
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
  const [from, to] = [least, most].map((one) => one?.toLocaleString("en"));
  if (from !== undefined && to !== undefined) return `${from} to ${to}${unit}`;
  if (from !== undefined) return `at least ${from}${unit}`;
  return to === undefined ? "" : `at most ${to}${unit}`;
}
