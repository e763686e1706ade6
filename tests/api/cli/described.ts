import { expect } from "vitest";
import { z } from "zod";

interface Document {
  // biome-ignore lint/suspicious/noExplicitAny: a document of every shape
  readonly paths: any;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** Checks bodies against the API's own description. */
export class Described {
  readonly #document: Document;

  private constructor(document: Document) {
    this.#document = document;
  }

  static async read(origin: string): Promise<Described> {
    return new Described((await (await fetch(`${origin}/api/v1/openapi.json`)).json()) as Document);
  }

  /** The body in `text`, one JSON document, which is what the route answers with that status (or `default`: a refusal). */
  body<T>(text: string, route: `${"get" | "post"} ${string}`, status: number | "default" = 200): T {
    const [method = "", path = ""] = route.split(" ");
    const { schema } = this.#document.paths[path][method].responses[status].content["application/json"];
    return this.#check(text, schema, route) as T;
  }

  /** A body that the description names. */
  named<T>(text: string, name: string): T {
    return this.#check(text, { $ref: `#/components/schemas/${name}` }, name) as T;
  }

  #check(text: string, schema: object, what: string): unknown {
    const $defs = this.#document.components.schemas;
    const whole = JSON.stringify({ ...schema, $defs }).replaceAll("#/components/schemas/", "#/$defs/");
    const parsed = z.fromJSONSchema(JSON.parse(whole)).safeParse(JSON.parse(text));
    expect(parsed.error?.issues ?? [], `${what}: ${text}`).toEqual([]);
    return JSON.parse(text);
  }
}
