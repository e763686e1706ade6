/** Saves and exports that are repeated with their `Idempotency-Key`. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { repositoryPath } from "../testing/exports.ts";
import { call, discard, join, launch, makeOwner, type Person } from "../testing/people.ts";

let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
  await launch(owner, { name: "keyed", template: "node" });
});
afterAll(() => discard(owner, "keyed"));

const keyed = (more: object = {}) => ({ "idempotency-key": crypto.randomUUID(), ...more });
const save = (headers: Record<string, string>, by = owner) =>
  call(by, "POST", "/sandboxes/keyed/checkpoints", {}, headers);
const saves = async () => (await call(owner, "GET", "/sandboxes/keyed/checkpoints")).body.items.length;

test("a repeated save is the same one, while it runs and after it", async () => {
  const before = await saves();
  const key = keyed();
  const first = await save(key);
  expect(first.status).toBe(202);
  const ended = await save({ ...key, prefer: "wait=60" });
  const { operation_id, checkpoint_id } = first.body;
  const result = expect.objectContaining({ checkpoint_id });
  expect(ended).toMatchObject({ status: 200 });
  expect(ended.body).toEqual({ operation_id, checkpoint_id, status: "succeeded", result });
  const later = await save(key);
  expect(later.body).toEqual(ended.body);
  expect(await saves()).toBe(before + 1);
  const other = await save(keyed({ prefer: "wait=60" }));
  expect(other.body.checkpoint_id).not.toBe(checkpoint_id);
  expect(await saves()).toBe(before + 2);
});

test("of many at once with one key one begins, and nobody is told of another", async () => {
  const before = await saves();
  const key = keyed({ prefer: "wait=60" });
  const replies = await Promise.all(Array.from({ length: 6 }, () => save(key)));
  for (const { status, body } of replies)
    expect([200, `409 request_in_progress`]).toContain(
      status === 200 ? 200 : `${status} ${body.reason_code}`,
    );
  const done = replies.filter(({ status }) => status === 200);
  expect(new Set(done.map(({ body }) => body.operation_id)).size).toBe(1);
  expect((await save(key)).body.operation_id).toBe(done[0]!.body.operation_id);
  expect(await saves()).toBe(before + 1);
});

test("a repeated export is the same one; another body, thing or person is refused", async () => {
  await save(keyed({ prefer: "wait=60" }));
  const key = keyed({ prefer: "wait=60" });
  const body = { kind: "archive", source: "checkpoint" };
  const made = (headers: Record<string, string>, asked: object = body, by = owner) =>
    call(by, "POST", "/sandboxes/keyed/exports", asked, headers);
  const first = await made(key);
  expect(first).toMatchObject({ status: 200, body: { status: "succeeded", export_id: expect.any(String) } });
  expect((await made(key, { source: "checkpoint", kind: "archive" })).body).toEqual(first.body);
  // What it is unless it is named.
  expect((await made(key, { kind: "archive" })).body).toEqual(first.body);
  const admin = await join(owner.team_id, "admin");
  for (const other of [
    await made(key, { kind: "archive", source: "live" }),
    await made(key, body, admin),
    await save(key),
    await call(owner, "POST", "/sandboxes", { name: "keyed" }, key),
  ])
    expect(other).toMatchObject({ status: 409, body: { reason_code: "idempotency_key_reused" } });
  expect((await call(owner, "GET", "/sandboxes/keyed/exports")).body.items).toHaveLength(1);
});

test("what was refused before it began leaves the key free, and a key has a form", async () => {
  const key = keyed({ prefer: "wait=60" });
  const bad = { kind: "archive", branch: "x" };
  expect((await call(owner, "POST", "/sandboxes/keyed/exports", bad, key)).status).toBe(400);
  expect((await save(key)).status).toBe(200);
  const formless = await save({ "idempotency-key": "x".repeat(201) });
  expect(formless).toMatchObject({ status: 400, body: { reason_code: "invalid_idempotency_key" } });
});

test("C6: of one that failed the repeated request is told that", async () => {
  const path = "/sandboxes/keyed-broken";
  await launch(owner, { name: "keyed-broken", repository: `file://${repositoryPath("pushes.git")}` });
  await call(owner, "POST", `${path}/exec`, { argv: ["rm", "-rf", ".git/objects"] });
  const key = keyed();
  const patch = (prefer: object = {}) =>
    call(owner, "POST", `${path}/exports`, { kind: "patch", source: "live" }, { ...key, ...prefer });
  const first = await patch();
  const { operation_id } = first.body;
  expect(first.status).toBe(202);
  const failed = await patch({ prefer: "wait=60" });
  expect(failed.body).toMatchObject({ operation_id, reason_code: expect.any(String) });
  const later = await patch();
  expect([later.status, later.body.reason_code]).toEqual([failed.status, failed.body.reason_code]);
  expect(later.body.operation_id).toBe(operation_id);
  await discard(owner, "keyed-broken");
});

test("the key of a sandbox that is no more begins nothing in the next one of its name", async () => {
  const path = "/sandboxes/keyed-twice";
  await launch(owner, { name: "keyed-twice" });
  const key = keyed({ prefer: "wait=60" });
  expect((await call(owner, "POST", `${path}/checkpoints`, {}, key)).status).toBe(200);
  await discard(owner, "keyed-twice");
  const deleted = await call(owner, "DELETE", `${path}?confirm=keyed-twice`, undefined, {
    prefer: "wait=60",
  });
  expect(deleted.status).toBeLessThan(300);
  await launch(owner, { name: "keyed-twice" });
  const again = await call(owner, "POST", `${path}/checkpoints`, {}, key);
  expect(again).toMatchObject({ status: 410, body: { reason_code: "sandbox_expired" } });
  expect((await call(owner, "GET", `${path}/checkpoints`)).body.items).toEqual([]);
  await discard(owner, "keyed-twice");
});
