/** What people say about when a sandbox stops: keep-alive, its own idle timeout, and taking a teardown back. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, discard, join, launch, makeOwner, type Person } from "../testing/people.ts";

const MINUTE = 60_000;
let owner: Person;
/** Of the sandbox `kept`, which most tests look at. */
let id: string;

beforeAll(async () => {
  owner = await makeOwner();
  id = (await launch(owner, { name: "kept" })).body.sandbox.id;
});
afterAll(() => discard(owner, "kept"));

/** Epoch ms. */
const ms = (time: string) => Date.parse(time);
const listed = async (name: string) =>
  (await call(owner, "GET", "/sandboxes")).body.items.find((row: { name: string }) => row.name === name);

/** When its object looks at the policy next, epoch ms. */
async function nextLook(): Promise<number | undefined> {
  const stub = env.SANDBOX.get(env.SANDBOX.idFromName(id));
  return runInDurableObject(stub, (_, { storage }) => {
    const rows = storage.sql.exec<{ at: number }>("SELECT at FROM deadlines WHERE kind = 'policy'").toArray();
    return rows[0]?.at;
  });
}

describe("keep-alive", () => {
  test("moves the countdown in the same answer, in the list and in the object's own clock", async () => {
    const { body } = await call(owner, "POST", "/sandboxes/kept/keep-alive", { minutes: 600 });
    const { at, kept_until, reason } = body.teardown;
    expect(reason).toBe("idle");
    expect(at).toBe(kept_until);
    await expect.poll(async () => (await listed("kept")).teardown.at).toBe(at);
    await expect.poll(nextLook).toBe(ms(at) - 5 * MINUTE);
  });

  test("0 takes it back", async () => {
    const { body } = await call(owner, "POST", "/sandboxes/kept/keep-alive", { minutes: 0 });
    expect(body.teardown).toMatchObject({ reason: "idle", kept_until: null });
    expect(ms(body.teardown.at) - ms(body.last_activity.at)).toBe(30 * MINUTE);
    await expect.poll(nextLook).toBe(ms(body.teardown.at) - 5 * MINUTE);
  });

  test("goes as far as the lifetime and no further, by the policy as it is now", async () => {
    await call(owner, "PATCH", "/policy", { max_lifetime_hours: 2 });
    const { body } = await call(owner, "POST", "/sandboxes/kept/keep-alive", { minutes: 10_080 });
    const { kept_until, lifetime_ends_at, at } = body.teardown;
    expect([kept_until, at]).toEqual([lifetime_ends_at, lifetime_ends_at]);
    await call(owner, "PATCH", "/policy", { max_lifetime_hours: 72 });
    await call(owner, "POST", "/sandboxes/kept/keep-alive", { minutes: 0 });
  });

  test.each([-1, 10_081, 1.5, "60", null])("R8: %j minutes are refused by name", async (minutes) => {
    const reply = await call(owner, "POST", "/sandboxes/kept/keep-alive", { minutes });
    expect(reply).toMatchObject({ status: 400, body: { field: "minutes", retryable: false } });
  });
});

describe("its own idle timeout", () => {
  const change = (idle_timeout_minutes: unknown, person = owner) =>
    call(person, "PATCH", "/sandboxes/kept", { idle_timeout_minutes });
  const idle = ({ body }: { body: { teardown: { at: string }; last_activity: { at: string } } }) =>
    (ms(body.teardown.at) - ms(body.last_activity.at)) / MINUTE;

  test("holds at once, everywhere; null is the team's again", async () => {
    const changed = await change(90);
    expect(changed).toMatchObject({ status: 200, body: { idle_timeout_minutes: 90 } });
    expect(idle(changed)).toBe(90);
    await expect.poll(nextLook).toBe(ms(changed.body.teardown.at) - 5 * MINUTE);
    await expect.poll(async () => (await listed("kept")).teardown.at).toBe(changed.body.teardown.at);
    expect(idle(await change(null))).toBe(30);
  });

  test("C22: reading and an empty change write nothing", async () => {
    const before = (await call(owner, "GET", "/sandboxes/kept")).body;
    expect((await call(owner, "PATCH", "/sandboxes/kept", {})).body.version).toBe(before.version);
    expect((await call(owner, "GET", "/sandboxes/kept")).body.version).toBe(before.version);
  });

  test("is refused beyond what the policy lets owners choose, naming field and bound, at launch too", async () => {
    await call(owner, "PATCH", "/policy", { owner_idle_timeout_max_minutes: 120 });
    for (const reply of [
      await change(121),
      await call(owner, "POST", "/sandboxes", { name: "beyond", idle_timeout_minutes: 121 }),
    ]) {
      expect(reply).toMatchObject({
        status: 400,
        body: { reason_code: "invalid_number", field: "idle_timeout_minutes", retryable: false },
      });
      expect(reply.body.error).toContain("to 120 minutes");
    }
    expect((await change(120)).status).toBe(200);

    await call(owner, "PATCH", "/policy", { owner_idle_timeout_max_minutes: 60 });
    expect(idle(await call(owner, "GET", "/sandboxes/kept"))).toBe(60);
    await call(owner, "PATCH", "/policy", { owner_idle_timeout_max_minutes: 0 });
    expect(await change(5)).toMatchObject({ status: 400, body: { reason_code: "invalid_idle_timeout" } });
    await call(owner, "PATCH", "/policy", { owner_idle_timeout_max_minutes: 1440 });
    await change(null);
  });

  test("belongs to its owner and to admins", async () => {
    const member = await join(owner.team_id, "member");
    expect(await change(10, member)).toMatchObject({ status: 403 });
    expect((await call(owner, "GET", "/sandboxes/kept")).body.idle_timeout_minutes).toBeNull();
  });
});

describe("undo of a teardown", () => {
  test("takes it back while it saves: everything goes on, and a later teardown saves anew", async () => {
    await launch(owner, { name: "undone" });
    // As much as takes the save a while.
    const argv = ["sh", "-c", "head -c 200000000 /dev/urandom > big && echo mine > work.txt"];
    await call(owner, "POST", "/sandboxes/undone/exec", { argv, timeout_ms: 60_000 });
    const teardown = await call(owner, "POST", "/sandboxes/undone/teardown", { force: true });
    expect(teardown.status).toBe(202);
    const undone = await call(owner, "DELETE", "/sandboxes/undone/teardown");
    expect(undone).toMatchObject({
      status: 200,
      body: { state: "running", operation: null, teardown: { kept_until: expect.any(String) } },
    });
    const operation = `/sandboxes/undone/operations/${teardown.body.operation_id}`;
    expect((await call(owner, "GET", operation)).body).toMatchObject({
      status: "failed",
      error: { reason_code: "teardown_undone" },
    });
    const still = await call(owner, "POST", "/sandboxes/undone/exec", { argv: ["cat", "work.txt"] });
    expect(still.body).toMatchObject({ exit_code: 0, stdout: "mine\n" });
    await call(owner, "POST", "/sandboxes/undone/exec", { argv: ["rm", "big"] });
    const again = await call(owner, "POST", "/sandboxes/undone/teardown", {}, { prefer: "wait=60" });
    expect(again).toMatchObject({ status: 200, body: { status: "succeeded" } });
  });

  test("C18: neither it nor keep-alive revives what has ended", async () => {
    const before = (await call(owner, "GET", "/sandboxes/undone")).body;
    expect(before.state).toBe("destroyed");
    expect(await call(owner, "DELETE", "/sandboxes/undone/teardown")).toMatchObject({
      status: 409,
      body: { reason_code: "nothing_to_undo", retryable: false },
    });
    for (const minutes of [60, 0]) {
      expect(await call(owner, "POST", "/sandboxes/undone/keep-alive", { minutes })).toMatchObject({
        status: 410,
        body: { reason_code: "sandbox_expired" },
      });
    }
    expect((await call(owner, "GET", "/sandboxes/undone")).body).toEqual(before);
  });
});

test("every one of them is in the audit log, refused ones too", async () => {
  const { items } = (await call(owner, "GET", "/audit?target=sandbox:kept&limit=100")).body;
  const seen = items.map(
    ({ action, outcome }: { action: string; outcome: string }) => `${action} ${outcome}`,
  );
  expect(seen).toEqual(
    expect.arrayContaining(["sandbox.keep_alive done", "sandbox.changed done", "sandbox.changed refused"]),
  );
  const undone = (await call(owner, "GET", "/audit?target=sandbox:undone&limit=100")).body.items;
  expect(undone).toContainEqual(
    expect.objectContaining({ action: "sandbox.teardown_undone", outcome: "done" }),
  );
});
