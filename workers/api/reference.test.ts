import { expect, test } from "vitest";
import { openApiDocument } from "./openapi.ts";
import { referenceGroup, referenceIndex } from "./reference.ts";
import { sample } from "./reference-command.ts";
import type { Schema } from "./reference-fields.ts";
import { ROUTES } from "./routes.ts";

const ORIGIN = "https://sandbar.example";

test("every route is in the reference, once, with its scope and its reasons", () => {
  const { groups } = referenceIndex(ORIGIN);
  const entries = groups.flatMap(({ entries }) => entries);
  expect(entries.length).toBe(ROUTES.length);
  expect(new Set(entries.map(({ id }) => id)).size).toBe(ROUTES.length);
  const launch = entries.find(({ id }) => id === "post_sandboxes");
  expect(launch).toMatchObject({ method: "POST", path: "/sandboxes", scope: "sandboxes:write" });
  expect(launch?.keywords).toContain("quota_exceeded");
  for (const { slug, entries } of groups) {
    expect(referenceGroup(slug, ORIGIN)?.operations.map(({ id }) => id)).toEqual(entries.map(({ id }) => id));
  }
  expect(referenceGroup("nothing", ORIGIN)).toBeNull();
});

test("fields are told with their type, limits and words, and objects once", () => {
  const { operations, objects } = referenceGroup("sandboxes", ORIGIN)!;
  const launch = operations.find(({ id }) => id === "post_sandboxes")!;
  const field = (name: string) => launch.body?.shape?.fields.find((one) => one.name === name);
  expect(field("name")).toMatchObject({ type: "string", required: true, limits: "1 to 200 characters" });
  expect(field("repository")).toMatchObject({ required: false, nullable: true });
  expect(launch.parameters).toMatchObject([{ name: "idempotency-key", where: "header" }, { name: "prefer" }]);
  expect(launch.answers.map(({ status }) => status)).toEqual(["200", "201"]);
  expect(objects.Sandbox?.find(({ name }) => name === "state")).toMatchObject({ type: "one of" });
  expect(objects.Sandbox?.find(({ name }) => name === "checkpoint")).toMatchObject({
    object: "Checkpoint",
    nullable: true,
  });
});

test("commands are for a shell, and their bodies are what the routes take", () => {
  const all = referenceIndex(ORIGIN).groups.flatMap(({ slug }) => referenceGroup(slug, ORIGIN)!.operations);
  const commandOf = (id: string) => all.find((one) => one.id === id)?.command;
  expect(commandOf("get_sandbox")).toBe(
    `curl -H "Authorization: Bearer $SANDBAR_TOKEN" ${ORIGIN}/api/v1/sandboxes/fix-login`,
  );
  expect(commandOf("post_sandboxes")).toBe(
    `curl -X POST -H "Authorization: Bearer $SANDBAR_TOKEN" -H "Content-Type: application/json" -d '{"name":"fix-login"}' ${ORIGIN}/api/v1/sandboxes`,
  );
  expect(commandOf("put_sandbox_file")).toContain("--data-binary @file");
  const { schemas } = (openApiDocument() as unknown as { components: { schemas: Record<string, Schema> } })
    .components;
  const resolve = (one: Schema) => (one.$ref ? schemas[one.$ref.split("/").at(-1)!]! : one);
  const { paths } = openApiDocument() as unknown as {
    // biome-ignore lint/suspicious/noExplicitAny: a document of every shape
    paths: Record<string, Record<string, any>>;
  };
  for (const { body, path, method } of ROUTES) {
    if (!body) continue;
    const { schema } = paths[path]![method].requestBody.content["application/json"];
    const read = body.safeParse(sample(schema, resolve));
    expect(read.error, `${method} ${path}`).toBeUndefined();
  }
});
