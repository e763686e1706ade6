/** After each file of tests: every change that a route has made was written down by its use case, under its own name. */
import { env } from "cloudflare:workers";
import { afterAll, expect } from "vitest";

/** Whose requests only pretend to come to a route. */
export const FABRICATED = "192.0.2.1";

afterAll(async () => {
  const { results } = await env.DB.prepare(
    "SELECT data ->> '$.method' || ' ' || (data ->> '$.path') AS route FROM audit WHERE action = 'request.done' AND address IS NOT ?",
  )
    .bind(FABRICATED)
    .all<{ route: string }>();
  expect([...new Set(results.map(({ route }) => route))], "routes that audit nothing").toEqual([]);
});
