/** The API's document against the OpenAPI specification itself. In plain Node: the validator can't run inside workerd. */
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { openApiDocument } from "./openapi.ts";

test("the document is valid OpenAPI 3.1, by its published schema", async () => {
  const validator = new Validator();
  const result = await validator.validate(
    structuredClone(openApiDocument()) as unknown as Record<string, unknown>,
  );
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
  expect(validator.version).toBe("3.1");
});

test("and the validator is one: it refuses a document that is none", async () => {
  const broken = structuredClone(openApiDocument()) as unknown as {
    paths: Record<string, { get?: unknown }>;
  };
  broken.paths["/me"]!.get = { responses: "none" };
  expect((await new Validator().validate(broken)).valid).toBe(false);
});
