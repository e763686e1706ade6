import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { call, discard, join, launch, makeOwner, type Person } from "../testing/people.ts";

let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
});

async function rows(person: Person): Promise<number> {
  const found = await env.DB.prepare("SELECT count(*) AS n FROM sandboxes WHERE team_id = ?")
    .bind(person.team_id)
    .first<{ n: number }>();
  return found?.n ?? 0;
}

describe("identity", () => {
  test("C28: the same identity is found again under every spelling of its name", async () => {
    const first = await launch(owner, { name: "My App" });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      reused: false,
      resumed: false,
      sandbox: { name: "my-app", state: "running" },
    });
    const again = await call(owner, "POST", "/sandboxes", { name: "my_app" });
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({
      reused: true,
      resumed: false,
      sandbox: { id: first.body.sandbox.id },
    });
    expect((await call(owner, "GET", "/sandboxes/MY.APP")).body.id).toBe(first.body.sandbox.id);

    const other = await call(owner, "POST", "/sandboxes", { name: "my app", profile: "medium" });
    expect(other).toMatchObject({ status: 409, body: { reason_code: "identity_mismatch", field: "name" } });
    await discard(owner, "my-app");
  });

  test("an archived one is resumed, a gone one begun anew", async () => {
    const first = await launch(owner, { name: "archived" });
    const down = await call(owner, "POST", "/sandboxes/archived/teardown", {}, { prefer: "wait=60" });
    expect(down).toMatchObject({ status: 200, body: { status: "succeeded", already: false } });
    const back = await launch(owner, { name: "archived" });
    expect(back).toMatchObject({
      status: 200,
      body: { reused: true, resumed: true, sandbox: { generation: 2 } },
    });
    expect(back.body.sandbox.id).toBe(first.body.sandbox.id);
    await discard(owner, "archived");

    const gone = await launch(owner, { name: "gone" });
    await discard(owner, "gone");
    const anew = await launch(owner, { name: "gone", profile: "medium" });
    expect(anew).toMatchObject({ status: 201, body: { reused: false, resumed: false } });
    expect(anew.body.sandbox.id).not.toBe(gone.body.sandbox.id);
    await discard(owner, "gone");
  });

  test("force_recreate saves and tears down the old one first", async () => {
    const old = await launch(owner, { name: "again" });
    const made = await launch(owner, { name: "again", profile: "medium", force_recreate: true });
    expect(made).toMatchObject({ status: 201, body: { sandbox: { profile: "medium", state: "running" } } });
    expect(made.body.sandbox.id).not.toBe(old.body.sandbox.id);
    const record = await env.SANDBOX.get(env.SANDBOX.idFromName(old.body.sandbox.id)).record();
    expect(record).toMatchObject({ state: "destroyed", checkpoint: { verified: true } });
    await discard(owner, "again");
  });

  test("C4: one in error is launched again by the same request", async () => {
    const repository = "https://127-0-0-1.invalid/nothing.git";
    const failed = await call(owner, "POST", "/sandboxes", { name: "c4", repository }, { prefer: "wait=60" });
    expect(failed.status).toBeGreaterThanOrEqual(400);
    expect(failed.body).toMatchObject({
      reason_code: "repository_unreachable",
      operation_id: expect.any(String),
    });
    const again = await call(owner, "POST", "/sandboxes", { name: "c4", repository });
    expect(again).toMatchObject({ status: 200, body: { reused: true, operation_id: expect.any(String) } });
    expect(again.body.operation_id).not.toBe(failed.body.operation_id);
    await expect
      .poll(async () => (await call(owner, "GET", "/sandboxes/c4")).body.state, { timeout: 30_000 })
      .toBe("error");
    await discard(owner, "c4");
  });
});

describe("R6: nothing is recorded for a launch that can't be right", () => {
  test.each([
    [{ name: "" }, "name", "invalid_input"],
    [{ name: "---" }, "name", "invalid_name"],
    [{}, "name", "invalid_input"],
    [{ name: "a", profile: "huge" }, "profile", "unknown_profile"],
    [{ name: "a", template: "cobol" }, "template", "unknown_template"],
    [
      { name: "a", template: "node", repository: "https://github.com/a/b" },
      "template",
      "repository_and_template",
    ],
    [{ name: "a", ref: "main" }, "ref", "ref_without_repository"],
    [{ name: "a", repository: "https://github.com/a/b", ref: "--upload-pack=x" }, "ref", "invalid_ref"],
    [{ name: "a", repository: "http://github.com/a/b" }, "repository", "invalid_repository"],
    [{ name: "a", repository: "ext::sh -c id" }, "repository", "invalid_repository"],
    [{ name: "a", repository: "https://t@github.com/a/b" }, "repository", "repository_credentials"],
    [{ name: "a", repository: "https://169.254.169.254/a" }, "repository", "private_address"],
    [{ name: "a", repository: "file:///etc" }, "repository", "local_repository_refused"],
    [{ name: "a", env: { "A=B": "x" } }, "env", "invalid_env"],
    [{ name: "a", env: { A: 1 } }, "env.A", "invalid_input"],
    [{ name: "a", idle_timeout_minutes: "90s" }, "idle_timeout_minutes", "invalid_input"],
    [{ name: "a", idle_timeout_minutes: 1e9 }, "idle_timeout_minutes", "invalid_number"],
    [{ name: "a", idle_timeout_minutes: -1 }, "idle_timeout_minutes", "invalid_input"],
    [{ name: "a", force_recreate: "true" }, "force_recreate", "invalid_input"],
    [{ name: "a", state: "running" }, "state", "unknown_field"],
    [{ name: "a", command: "x\u0000y" }, "command", "invalid_command"],
  ])("%j -> %s", async (body, field, reason_code) => {
    const before = await rows(owner);
    const reply = await call(owner, "POST", "/sandboxes", body);
    expect(reply).toMatchObject({ status: 400, body: { reason_code, field, retryable: false } });
    expect(await rows(owner)).toBe(before);
  });
});

test.each(["template", "profile"])("an unknown %s is told with those that there are", async (what) => {
  const { items } = (await call(owner, "GET", `/${what}s`)).body;
  const names = items.map(({ name }: { name: string }) => name);
  const { body } = await call(owner, "POST", "/sandboxes", { name: "a", [what]: "cobol" });
  expect(body.next_step).toBe(`Choose one of ${names.join(", ")}.`);
});

describe("Idempotency-Key", () => {
  test("a replay is the same operation; another body is refused", async () => {
    const key = { "idempotency-key": crypto.randomUUID() };
    const first = await call(owner, "POST", "/sandboxes", { name: "once", profile: "small" }, key);
    const replay = await call(owner, "POST", "/sandboxes", { profile: "small", name: "once" }, key);
    expect(replay.body).toMatchObject({ operation_id: first.body.operation_id, reused: false });
    expect(replay.body.sandbox.id).toBe(first.body.sandbox.id);
    expect(replay.status).toBe(first.status);
    const other = await call(owner, "POST", "/sandboxes", { name: "twice" }, key);
    expect(other).toMatchObject({ status: 409, body: { reason_code: "idempotency_key_reused" } });
    await discard(owner, "once");
  });

  test("C6: the replay of a failed launch reports the failure", async () => {
    const key = { "idempotency-key": crypto.randomUUID() };
    const body = { name: "c6", repository: "https://127-0-0-1.invalid/nothing.git" };
    const first = await call(owner, "POST", "/sandboxes", body, key);
    expect(first.status).toBe(201);
    const { operation_id } = first.body;
    const operation = `/sandboxes/c6/operations/${operation_id}`;
    await expect
      .poll(async () => (await call(owner, "GET", operation)).body.status, { timeout: 30_000 })
      .toBe("failed");
    const replay = await call(owner, "POST", "/sandboxes", body, key);
    expect(replay.status).toBeGreaterThanOrEqual(400);
    expect(replay.body).toMatchObject({ operation_id, reason_code: "repository_unreachable" });
    await discard(owner, "c6");
  });

  test("a refused launch leaves the key free", async () => {
    const key = { "idempotency-key": crypto.randomUUID() };
    expect((await call(owner, "POST", "/sandboxes", { name: "k", profile: "x" }, key)).status).toBe(400);
    expect((await call(owner, "POST", "/sandboxes", { name: "k" }, key)).status).toBe(201);
    await discard(owner, "k");
  });
});

test("quota: of twenty simultaneous launches exactly as many pass as the policy allows", async () => {
  const crowd = await makeOwner();
  await call(crowd, "PATCH", "/policy", { max_active_per_member: 20, max_active_per_team: 5 });
  const names = Array.from({ length: 20 }, (_, n) => `q${n}`);
  const replies = await Promise.all(names.map((name) => call(crowd, "POST", "/sandboxes", { name })));
  const passed = replies.filter(({ status }) => status === 201);
  expect(passed).toHaveLength(5);
  for (const reply of replies.filter(({ status }) => status !== 201)) {
    expect(reply).toMatchObject({ status: 429, body: { reason_code: "quota_exceeded", retryable: true } });
    expect(reply.headers.get("retry-after")).toMatch(/^\d+$/);
  }
  // A tighter quota tears nothing down: it holds for what comes.
  await call(crowd, "PATCH", "/policy", { max_active_per_member: 2 });
  expect((await call(crowd, "GET", "/sandboxes?limit=50")).body.items).toHaveLength(5);
  for (const { body } of passed) await discard(crowd, body.sandbox.name);
  const after = names.slice(0, 4).map((name) => call(crowd, "POST", "/sandboxes", { name: `again-${name}` }));
  const again = (await Promise.all(after)).filter(({ status }) => status === 201);
  expect(again).toHaveLength(2);
  for (const { body } of again) await discard(crowd, body.sandbox.name);
});

test("a member finds a colleague's sandbox by its identity but does not bring it back", async () => {
  await launch(owner, { name: "hers" });
  const member = await join(owner.team_id, "member");
  expect(await call(member, "POST", "/sandboxes", { name: "hers" })).toMatchObject({ status: 200 });
  const recreate = { name: "hers", force_recreate: true };
  expect(await call(member, "POST", "/sandboxes", recreate)).toMatchObject({ status: 403 });
  await call(owner, "POST", "/sandboxes/hers/teardown", {}, { prefer: "wait=60" });
  expect(await call(member, "POST", "/sandboxes", { name: "hers" })).toMatchObject({
    status: 403,
    body: { reason_code: "not_permitted" },
  });
});
