import { z } from "@hono/zod-openapi";
import { beforeAll, describe, expect, test } from "vitest";
import { call, discard, makeOwner, type Person } from "../testing/people.ts";
import type { Route } from "./route.ts";
import { ROUTES } from "./routes.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document of every shape
let document: any;
let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
  document = (await call(null, "GET", "/openapi.json")).body;
});

const title = ({ method, path }: Route) => `${method.toUpperCase()} ${path}`;

test("the document is OpenAPI 3.1 and every reference in it leads somewhere", () => {
  expect(document).toMatchObject({
    openapi: "3.1.0",
    info: { title: "Sandbar" },
    servers: [{ url: "/api/v1" }],
  });
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
    (match) => match[1]!,
  );
  expect(references.length).toBeGreaterThan(20);
  for (const reference of references) {
    const target = reference.split("/").reduce((node, part) => node?.[part], document);
    expect(target, reference).toBeDefined();
  }
});

test("it has every route and no other, each with its parameters, answers and refusals", () => {
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(documented.sort()).toEqual(ROUTES.map((route) => title(route).replace("+}", "}")).sort());
  for (const route of ROUTES) {
    const path = route.path.replace("+}", "}");
    const operation = document.paths[path][route.method];
    const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const inPath = (operation.parameters ?? []).filter((one: { in: string }) => one.in === "path");
    expect(inPath.map(({ name }: { name: string }) => name).sort(), title(route)).toEqual(named.sort());
    const statuses = Object.keys(operation.responses);
    expect(statuses).toEqual(expect.arrayContaining([...Object.keys(route.answers), "default"]));
    const refusals = statuses.filter((status) => !(status in route.answers) && status !== "default");
    expect(refusals.every((status) => Number(status) >= 400)).toBe(true);
  }
});

test("bodies are documented as strict as they are read", () => {
  for (const route of ROUTES) {
    if (!route.body) continue;
    const described = document.paths[route.path][route.method].requestBody.content["application/json"].schema;
    const schema = described.$ref ? document.components.schemas[described.$ref.split("/").at(-1)] : described;
    const expected = z.toJSONSchema(route.body, { io: "input" }) as {
      properties: object;
      required?: string[];
    };
    expect(schema.additionalProperties, title(route)).toBe(false);
    expect(Object.keys(schema.properties ?? {}).sort()).toEqual(Object.keys(expected.properties).sort());
    expect([...(schema.required ?? [])].sort()).toEqual([...(expected.required ?? [])].sort());
  }
});

describe("answers are what the document says", () => {
  test("of every route that reads, and of the life of a sandbox", async () => {
    const wait = { prefer: "wait=60" };
    await checked("POST", "/sandboxes", { name: "doc", template: "node" }, wait);
    await checked("GET", "/sandboxes/doc");
    await checked("POST", "/sandboxes/doc/exec", { argv: ["ls"] });
    await checked("POST", "/sandboxes/doc/checkpoints", {});
    await expect
      .poll(async () => (await call(owner, "GET", "/sandboxes/doc")).body.operation, { timeout: 20_000 })
      .toBeNull();
    const exported = await checked("POST", "/sandboxes/doc/exports", { kind: "archive" }, wait);
    await checked("GET", `/sandboxes/doc/exports/${exported.export_id}`);
    await checked("GET", `/sandboxes/doc/operations/${exported.operation_id}`);
    const { terminal_id } = await checked("POST", "/sandboxes/doc/terminals", { name: "a shell" });
    await checked("PATCH", `/sandboxes/doc/terminals/${terminal_id}`, { name: null });
    await checked("PUT", "/sandboxes/doc/files/a.txt", "text");
    await checked("POST", "/sandboxes/doc/heartbeat");
    await checked("POST", "/sandboxes/doc/complete", { exit_code: 0 });
    await checked("POST", "/sandboxes/doc/resume", {});
    await checked("POST", "/tickets", { resource: "/sandboxes/doc/live" });
    for (const part of ["events", "logs", "checkpoints", "exports", "files", "terminals", "ports"]) {
      await checked("GET", `/sandboxes/doc/${part}`);
    }
    for (const path of ["me", "sandboxes", "policy", "profiles", "templates", "members", "tokens", "audit"]) {
      await checked("GET", `/${path}`);
    }
    await checked("POST", "/tokens", { name: "t", scopes: ["admin"] });
    await checked("PATCH", "/policy", { auto_teardown: true });
    await checked("POST", "/sandboxes/doc/teardown", { force: true }, wait);
    await checked("GET", "/sandboxes/doc");
    await discard(owner, "doc");
  });
});

/** Calls, and fails unless the answer is exactly what the route's schema of that status allows. */
async function checked(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const route = ROUTES.find((one) => one.method.toUpperCase() === method && matches(one.path, path));
  if (!route) throw new Error(`no route for ${method} ${path}`);
  const reply = await call(owner, method, path, body, headers);
  const schema = route.answers[reply.status]?.schema;
  if (!schema) throw new Error(`${method} ${path} answered ${reply.status}: ${JSON.stringify(reply.body)}`);
  expect(schema.safeParse(reply.body).error, `${method} ${path}`).toBeUndefined();
  return reply.body;
}

function matches(template: string, path: string): boolean {
  const pattern = template.replace("{path+}", ".+").replace(/\{\w+\}/g, "[^/]+");
  return new RegExp(`^${pattern}$`).test(path);
}
