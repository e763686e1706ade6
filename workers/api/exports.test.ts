import { afterAll, beforeAll, expect, test } from "vitest";
import { repositoryPath } from "../testing/exports.ts";
import { call, discard, launch, makeOwner, type Person, raw } from "../testing/people.ts";

const WAIT = { prefer: "wait=60" };
let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
  await launch(owner, { name: "x", template: "node" });
});
afterAll(() => discard(owner, "x"));

test("an export of the last save is downloaded whole and in parts", async () => {
  const early = await call(owner, "POST", "/sandboxes/x/exports", { kind: "archive" });
  expect(early).toMatchObject({ status: 409, body: { reason_code: "checkpoint_missing" } });

  const saved = await call(owner, "POST", "/sandboxes/x/checkpoints", {}, WAIT);
  expect(saved).toMatchObject({
    status: 200,
    body: { status: "succeeded", checkpoint_id: expect.any(String) },
  });
  const made = await call(owner, "POST", "/sandboxes/x/exports", { kind: "archive" }, WAIT);
  expect(made).toMatchObject({ status: 200, body: { status: "succeeded", export_id: expect.any(String) } });

  const path = `/sandboxes/x/exports/${made.body.export_id}`;
  const { body } = await call(owner, "GET", path);
  expect(body).toMatchObject({ kind: "archive", source: "checkpoint", status: "succeeded" });
  expect(body.checkpoint_id).toBe(saved.body.checkpoint_id);
  const response = await raw(owner, "GET", `${path}/download`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect(bytes.byteLength).toBe(body.size_bytes);
  expect(await sha256(bytes)).toBe(body.content_sha256);
  expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="x-.*\.tar\.gz"$/);
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");

  const part = await raw(owner, "GET", `${path}/download`, undefined, { range: "bytes=10-19" });
  expect(part.status).toBe(206);
  expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.slice(10, 20));
  expect((await call(owner, "GET", "/sandboxes/x")).body.exports_count).toBe(1);
});

test("a live one holds what was never saved", async () => {
  await call(owner, "PUT", "/sandboxes/x/files/new.txt", "new");
  const made = await call(owner, "POST", "/sandboxes/x/exports", { kind: "archive", source: "live" }, WAIT);
  expect(made.status).toBe(200);
  const { items } = (await call(owner, "GET", "/sandboxes/x/exports")).body;
  expect(items[0]).toMatchObject({ export_id: made.body.export_id, source: "live", checkpoint_id: null });
});

test("a patch is downloaded as one, and deleted with its bytes", async () => {
  const made = await call(owner, "POST", "/sandboxes/x/exports", { kind: "patch" }, WAIT);
  expect(made).toMatchObject({ status: 200, body: { status: "succeeded" } });
  const path = `/sandboxes/x/exports/${made.body.export_id}`;
  const { body } = await call(owner, "GET", path);
  expect(body).toMatchObject({ kind: "patch", commit: null, branch: null, summary: { deletions: 0 } });
  expect(body.summary.files).toBeGreaterThan(3);
  const response = await raw(owner, "GET", `${path}/download`);
  expect((await response.text()).match(/^diff --git /gm)).toHaveLength(body.summary.files);
  expect(response.headers.get("content-type")).toBe("text/x-diff; charset=utf-8");
  expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="x-.*\.patch"$/);
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect(response.headers.get("content-security-policy")).toContain("sandbox");

  const { exports_count } = (await call(owner, "GET", "/sandboxes/x")).body;
  expect((await call(owner, "DELETE", path)).status).toBe(204);
  expect((await call(owner, "GET", "/sandboxes/x")).body.exports_count).toBe(exports_count - 1);
  expect(await call(owner, "DELETE", path)).toMatchObject({
    status: 404,
    body: { reason_code: "export_not_found" },
  });
  expect((await call(owner, "GET", path)).status).toBe(404);
  const { items } = (await call(owner, "GET", "/audit")).body;
  expect(items).toContainEqual(expect.objectContaining({ action: "export.deleted", outcome: "done" }));
});

test("a branch needs a repository, a plain name, and a token only where one is asked for", async () => {
  const none = await call(owner, "POST", "/sandboxes/x/exports", { kind: "branch" });
  expect(none).toMatchObject({ status: 409, body: { reason_code: "no_repository", retryable: false } });

  await launch(owner, { name: "cloned", repository: `file://${repositoryPath("pushes.git")}` });
  for (const branch of ["--force", "refs/heads/x", "a b", "HEAD", "-x", ""]) {
    const named = await call(owner, "POST", "/sandboxes/cloned/exports", { kind: "branch", branch });
    expect(named).toMatchObject({ status: 400, body: { reason_code: "invalid_ref", field: "branch" } });
  }
  const credential = { username: "anna", password: "canary-of-the-api" };
  const asked = await call(owner, "POST", "/sandboxes/cloned/exports", { kind: "branch", credential });
  expect(asked).toMatchObject({ status: 400, body: { reason_code: "invalid_export", field: "credential" } });
  const { items } = (await call(owner, "GET", "/audit")).body;
  expect(items[0]).toMatchObject({ action: "sandbox.export", outcome: "refused", data: { signs_in: true } });
  expect(JSON.stringify(items)).not.toContain("canary");

  const made = await call(
    owner,
    "POST",
    "/sandboxes/cloned/exports",
    { kind: "branch", source: "live", branch: "other" },
    WAIT,
  );
  expect(made).toMatchObject({ status: 200, body: { status: "succeeded" } });
  const path = `/sandboxes/cloned/exports/${made.body.export_id}`;
  expect((await call(owner, "GET", path)).body).toMatchObject({ branch: "other", download_url: null });
  expect(await call(owner, "GET", `${path}/download`)).toMatchObject({
    status: 409,
    body: { reason_code: "nothing_to_download" },
  });
  await discard(owner, "cloned");
});

test("R2: a second operation is told of the first, which it can follow", async () => {
  const replies = await Promise.all([
    call(owner, "POST", "/sandboxes/x/checkpoints", {}),
    call(owner, "POST", "/sandboxes/x/checkpoints", {}),
  ]);
  const started = replies.find(({ status }) => status === 202);
  const refused = replies.find(({ status }) => status === 409);
  expect(refused?.body).toMatchObject({
    reason_code: "operation_conflict",
    retryable: true,
    operation_id: started?.body.operation_id,
  });
  const path = `/sandboxes/x/operations/${started?.body.operation_id}`;
  await expect.poll(async () => (await call(owner, "GET", path)).body.status).toBe("succeeded");
});

test("what can't be exported is refused by name", async () => {
  for (const [body, field] of [
    [{ kind: "zip" }, "kind"],
    [{ kind: "archive", branch: "b" }, "branch"],
    [{ kind: "patch", credential: { username: "u", password: "p" } }, "credential"],
    [{ kind: "branch", credential: { username: "u\nhost=evil", password: "p" } }, "credential.username"],
    [{ kind: "branch", credential: { username: "u" } }, "credential.password"],
    [{ kind: "archive", source: "memory" }, "source"],
  ] as const) {
    expect(await call(owner, "POST", "/sandboxes/x/exports", body)).toMatchObject({
      status: 400,
      body: { field },
    });
  }
});

test("C18: a heartbeat to a sandbox that has ended is 410 and revives nothing", async () => {
  await launch(owner, { name: "ended" });
  expect((await call(owner, "POST", "/sandboxes/ended/heartbeat")).status).toBe(200);
  await discard(owner, "ended");
  const reply = await call(owner, "POST", "/sandboxes/ended/heartbeat");
  expect(reply).toMatchObject({ status: 410, body: { reason_code: "sandbox_expired", retryable: false } });
  expect((await call(owner, "GET", "/sandboxes/ended")).body.state).toBe("destroyed");
});

test("R9: a sandbox that does not run takes no commands, files or shells", async () => {
  await launch(owner, { name: "off" });
  await discard(owner, "off");
  const attempts = [
    call(owner, "POST", "/sandboxes/off/exec", { argv: ["true"] }),
    call(owner, "PUT", "/sandboxes/off/files/a", "x"),
    call(owner, "POST", "/sandboxes/off/terminals", {}),
    call(owner, "GET", "/sandboxes/off/ports"),
  ];
  for (const reply of await Promise.all(attempts)) {
    expect(reply).toMatchObject({ status: 409, body: { reason_code: "sandbox_not_running" } });
  }
});

test("discarding needs the name, typed", async () => {
  await launch(owner, { name: "typed" });
  for (const body of [
    { discard: true },
    { discard: true, confirm: "Typed" },
    { discard: true, confirm: "" },
  ]) {
    const reply = await call(owner, "POST", "/sandboxes/typed/teardown", body);
    expect(reply).toMatchObject({
      status: 400,
      body: { reason_code: "confirmation_required", field: "confirm" },
    });
  }
  await discard(owner, "typed");
  const again = await call(owner, "POST", "/sandboxes/typed/teardown", {});
  expect(again).toMatchObject({ status: 200, body: { already: true } });
});

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
