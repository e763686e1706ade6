import { expect, test } from "vitest";
import { openApiDocument } from "./openapi.ts";
import { groupOf, operationId, ROUTE_GROUPS } from "./operation-names.ts";
import { ROUTES_WITH_OWN_REFUSALS, refusalsOf } from "./route-refusals.ts";
import { ROUTES } from "./routes.ts";

test("each route has an id of its own that follows from its path, and a group", () => {
  const ids = ROUTES.map(operationId);
  expect(new Set(ids).size, ids.filter((id, nth) => ids.indexOf(id) !== nth).join()).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^(get|post|put|patch|delete)_[a-z_]+$/);
  const groups = new Set(ROUTES.map(groupOf));
  expect([...groups].sort()).toEqual(ROUTE_GROUPS.map(({ name }) => name).sort());
  expect(operationId({ method: "get", path: "/sandboxes/{name}/exports/{export_id}" })).toBe(
    "get_sandbox_export",
  );
  expect(operationId({ method: "post", path: "/sandboxes" })).toBe("post_sandboxes");
});

test("reasons that are told of single routes are told of routes that there are", () => {
  const titles = ROUTES.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(ROUTES_WITH_OWN_REFUSALS.filter((title) => !titles.includes(title))).toEqual([]);
});

test("refusals are documented by status, with their reasons and when to come back", () => {
  const { paths } = openApiDocument() as unknown as {
    // biome-ignore lint/suspicious/noExplicitAny: a document of every shape
    paths: Record<string, Record<string, any>>;
  };
  const { responses } = paths["/sandboxes"]!.post;
  expect(responses[429]).toMatchObject({ "x-reason-codes": ["rate_limited", "quota_exceeded"] });
  expect(responses[429].headers["Retry-After"].schema.type).toBe("integer");
  expect(responses[403]["x-reason-codes"]).toContain("scope_missing");
  expect(responses[400]["x-reason-codes"]).toContain("unknown_field");
  for (const route of ROUTES) {
    const operation = paths[route.path.replace("+}", "}")]![route.method];
    const told = Object.values(operation.responses as Record<string, Record<string, string[]>>).flatMap(
      (response) => response["x-reason-codes"] ?? [],
    );
    expect(told.sort(), operation.operationId).toEqual([...refusalsOf(route)].sort());
  }
});

test("what is answered beside JSON is told: streams, parts of bytes, and what the bytes are", () => {
  const { paths } = openApiDocument() as unknown as {
    // biome-ignore lint/suspicious/noExplicitAny: a document of every shape
    paths: Record<string, Record<string, any>>;
  };
  for (const route of ROUTES) {
    const { responses, parameters = [] } = paths[route.path.replace("+}", "}")]![route.method];
    const named = parameters.map(({ name }: { name: string }) => name);
    const streams = route.summary.includes("text/event-stream") || named.includes("last-event-id");
    const told = Object.keys(responses[200]?.content ?? {});
    expect(told.includes("text/event-stream"), route.path).toBe(streams);
    if (streams) expect(told[0]).toBe("application/json");
    expect(named.includes("range"), route.path).toBe(responses[206] !== undefined);
  }
  expect(
    Object.keys(paths["/sandboxes/{name}/exports/{export_id}/download"]!.get.responses[206].content),
  ).toEqual(["application/gzip", "text/x-diff"]);
});

/** Names that say what they count. */
const UNIT = /((^|_)hours|_bytes|_ms|_seconds|_minutes|_hours|_days|_count|_max|kept|per_(member|team))$/;
/** Numbers that anybody knows, or that are only compared. */
const PLAIN = [
  "port",
  "pid",
  "cols",
  "rows",
  "version",
  "generation",
  "exit_code",
  "seq",
  "limit",
  "files",
  "pids",
  "cpus",
  "active",
  "max_active",
];

test("every number says what it counts, by its name or in words", () => {
  const silent = new Set<string>();
  const look = (node: unknown, name: string, told: boolean): void => {
    if (node === null || typeof node !== "object") return;
    const { type, description, name: parameter } = node as Record<string, unknown>;
    const isSaid = told || description !== undefined || UNIT.test(name) || PLAIN.includes(name);
    const isNumber = [type].flat().some((one) => one === "integer" || one === "number");
    // Counts by what the cron found are named by that.
    if (isNumber && !isSaid && !name.includes(".")) silent.add(name);
    for (const [key, value] of Object.entries(node)) {
      if (key === "properties")
        for (const [property, one] of Object.entries(value)) look(one, property, false);
      else
        look(
          value,
          typeof parameter === "string" ? parameter : name,
          isSaid && key !== "schema" ? false : isSaid,
        );
    }
  };
  look(openApiDocument(), "", false);
  expect([...silent].sort()).toEqual([]);
});

test("no object is null but where it stands, and there it may be", () => {
  const { components } = openApiDocument() as unknown as {
    components: { schemas: Record<string, { type?: unknown; properties?: Record<string, unknown> }> };
  };
  const nullable = Object.entries(components.schemas).filter(([, { type }]) =>
    [type].flat().includes("null"),
  );
  expect(nullable.map(([name]) => name)).toEqual([]);
  expect(JSON.stringify(openApiDocument())).not.toContain('"allOf"');
  expect(components.schemas.Sandbox?.properties?.checkpoint).toEqual({
    anyOf: [{ $ref: "#/components/schemas/Checkpoint" }, { type: "null" }],
  });
});
