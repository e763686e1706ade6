/** A client of the API that nobody wrote: a generator made it of `/api/v1/openapi.json`, with a validator for every body. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { expect } from "vitest";
import type { ZodType } from "zod";

const ROOT = join(import.meta.dirname, "../../..");
const HERE = import.meta.dirname;

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
}

/** One function for each operation, named by its id: answers the body, or throws what is wrong with it. */
export type Calls = Readonly<Record<string, (options?: object) => Promise<{ readonly data: unknown }>>>;

interface Generated {
  readonly calls: Calls;
  /** `zNAME` for each schema of the document, `zOPERATIONResponse` for what an operation answers. */
  readonly schemas: Readonly<Record<string, ZodType>>;
  readonly client: { setConfig(config: object): void };
}

export type RouteName = `${"get" | "post" | "put"} ${string}`;

export class GeneratedClient {
  readonly #document: Document;
  readonly #generated: Generated;

  private constructor(document: Document, generated: Generated) {
    this.#document = document;
    this.#generated = generated;
  }

  /** Made of what the product at `origin` says of itself. */
  static async of(origin: string): Promise<GeneratedClient> {
    const document = (await (await fetch(`${origin}/api/v1/openapi.json`)).json()) as Document;
    const folder = mkdtempSync(join(tmpdir(), "sandbar-client-"));
    try {
      return new GeneratedClient(document, await generated(document, folder));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Calls as this token's owner. */
  as(origin: string, token: string): Calls {
    const headers = { authorization: `Bearer ${token}` };
    this.#generated.client.setConfig({ baseUrl: `${origin}/api/v1`, headers });
    return this.#generated.calls;
  }

  /** The body in `text`, one JSON document, which must be what that route answers when it succeeds. */
  body<T>(text: string, route: RouteName): T {
    const [method = "", path = ""] = route.split(" ");
    const { operationId } = this.#document.paths[path]![method]!;
    return this.#check(text, `${pascal(operationId)}Response`) as T;
  }

  /** A body of which the document has the name. */
  named<T>(text: string, name: string): T {
    return this.#check(text, name) as T;
  }

  #check(text: string, name: string): unknown {
    const value = JSON.parse(text) as unknown;
    const schema = this.#generated.schemas[`z${name}`];
    if (!schema) throw new Error(`the generated client has no z${name}`);
    const parsed = schema.safeParse(value);
    expect(parsed.error?.issues ?? [], `${name}: ${text}`).toEqual([]);
    // It leaves out what it does not know.
    expect(value, `${name} has fields that are not described`).toEqual(parsed.data);
    return value;
  }
}

async function generated(document: Document, folder: string): Promise<Generated> {
  const [input, output, bundle] = ["openapi.json", "client", "client.mjs"].map((name) => join(folder, name));
  writeFileSync(input!, JSON.stringify(document));
  execFileSync(
    process.execPath,
    ["--import", join(HERE, "typescript-api.mjs"), join(HERE, "generate-client.ts"), input!, output!],
    { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, NODE_NO_WARNINGS: "1" } },
  );
  await build({
    stdin: {
      resolveDir: output!,
      contents: `
        export * as calls from "./sdk.gen";
        export * as schemas from "./zod.gen";
        export { client } from "./client.gen";`,
    },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: bundle!,
    nodePaths: [join(ROOT, "node_modules")],
    logLevel: "warning",
  });
  return (await import(/* @vite-ignore */ pathToFileURL(bundle!).href)) as Generated;
}

function pascal(operation_id: string): string {
  return operation_id.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
