import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { NOW } from "../testing/rows.ts";
import { database } from "./database.ts";
import {
  claimIdempotencyKey,
  deleteExpiredIdempotencyKeys,
  finishIdempotencyKey,
  IDEMPOTENCY_KEPT_MS,
  releaseIdempotencyKey,
} from "./idempotency-keys.ts";

const db = database(env.DB);
const requestOf = (key: string, request_hash = "a") => ({ team_id: "team", key, request_hash });

test("of simultaneous requests with one key, one runs", async () => {
  const claims = Array.from({ length: 10 }, () => claimIdempotencyKey(db, requestOf("race"), NOW));
  const kinds = (await Promise.all(claims)).map(({ kind }) => kind).toSorted();
  expect(kinds).toEqual(["claimed", ...Array.from({ length: 9 }, () => "in_progress")]);
});

test("a replay gets the first answer, a failure as the failure it was (C6)", async () => {
  const request = requestOf("failed");
  await claimIdempotencyKey(db, request, NOW);
  await finishIdempotencyKey(db, request, 409, { reason_code: "quota_exceeded" });
  expect(await claimIdempotencyKey(db, request, NOW + 1)).toEqual({
    kind: "replay",
    status: 409,
    response: { reason_code: "quota_exceeded" },
  });
});

test("another body under the same key is refused, finished or not (C9)", async () => {
  await claimIdempotencyKey(db, requestOf("body"), NOW);
  const other = requestOf("body", "b");
  expect(await claimIdempotencyKey(db, other, NOW)).toEqual({ kind: "reused_with_other_body" });
  await finishIdempotencyKey(db, requestOf("body"), 201, {});
  expect(await claimIdempotencyKey(db, other, NOW)).toEqual({ kind: "reused_with_other_body" });
});

test("another team's key is another key", async () => {
  await claimIdempotencyKey(db, requestOf("teams"), NOW);
  const other = { ...requestOf("teams"), team_id: "other" };
  expect(await claimIdempotencyKey(db, other, NOW)).toEqual({ kind: "claimed" });
});

test("a claim whose Worker died can be taken up by the same request, but not at once", async () => {
  await claimIdempotencyKey(db, requestOf("died"), NOW);
  expect((await claimIdempotencyKey(db, requestOf("died"), NOW + 60_000)).kind).toBe("in_progress");
  expect((await claimIdempotencyKey(db, requestOf("died"), NOW + 121_000)).kind).toBe("claimed");
});

test("a released key is free, an expired one is removed", async () => {
  await claimIdempotencyKey(db, requestOf("free"), NOW);
  await releaseIdempotencyKey(db, requestOf("free"));
  expect((await claimIdempotencyKey(db, requestOf("free", "b"), NOW)).kind).toBe("claimed");
  await deleteExpiredIdempotencyKeys(db, NOW + IDEMPOTENCY_KEPT_MS + 121_001);
  expect((await env.DB.prepare("SELECT * FROM idempotency_keys").all()).results).toEqual([]);
});
