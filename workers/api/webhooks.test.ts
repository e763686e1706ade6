/** Webhooks through the API, delivered to a real endpoint by the real engine's process. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { beforeAll, describe, expect, test } from "vitest";
import { call, discard, join, launch, makeOwner, type Person } from "../testing/people.ts";
import { answering, arrived, endpoint, makeWebhook, received } from "../testing/webhooks.ts";

let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
});
const EVERYTHING = [
  "sandbox.state_changed",
  "sandbox.teardown_warned",
  "sandbox.save_failed",
  "sandbox.deleted",
  "export.succeeded",
  "export.failed",
];

test("a sandbox's life is told in order, each event once, signed, and says nothing that is secret", async () => {
  const canary = `canary-${crypto.randomUUID()}`;
  const hook = await makeWebhook(owner, "life", EVERYTHING);
  const body = {
    name: "told",
    template: "node",
    env: { SECRET: canary },
    command: "echo $SECRET; sleep 100",
  };
  const { id } = (await launch(owner, body)).body.sandbox;
  const wait = { prefer: "wait=60" };
  await call(owner, "POST", "/sandboxes/told/exports", { kind: "archive", source: "live" }, wait);
  await call(owner, "POST", "/sandboxes/told/teardown", { force: true }, wait);
  const { items: journal } = (await call(owner, "GET", "/sandboxes/told/events")).body;
  await call(owner, "DELETE", "/sandboxes/told?confirm=told", undefined, wait);

  const changes = journal.filter(({ type }: { type: string }) => type === "state_changed");
  const all = await arrived("life", changes.length + 2);
  const told = (type: string) => all.filter(({ event }) => event.type === type).map(({ event }) => event);
  expect(told("sandbox.state_changed").map(({ data }) => data)).toEqual(
    changes.map(({ from, to, reason }: Record<string, string>) => ({ from, to, reason })),
  );
  expect(told("sandbox.state_changed").map(({ id }) => id)).toEqual(
    changes.map(({ seq }: { seq: number }) => `evt_${id}_${seq}`),
  );
  expect(told("export.succeeded")).toMatchObject([{ data: { kind: "archive", source: "live" } }]);
  expect(all.at(-1)?.event).toMatchObject({
    type: "sandbox.deleted",
    team_id: owner.team_id,
    sandbox: { id, name: "told", state: "destroyed", owner: { user_id: owner.user_id } },
  });
  for (const { headers, body, event } of all) {
    expect(new Webhook(hook.secret).verify(body, headers)).toEqual(event);
    expect(headers["webhook-id"]).toBe(event.id);
    expect(body).not.toContain(canary);
  }
  expect(new Set(all.map(({ event }) => event.id)).size).toBe(all.length);
  const elsewhere = new Webhook("whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldCBrZXk=");
  expect(() => elsewhere.verify(all[0]!.body, all[0]!.headers)).toThrow();
  expect(() => new Webhook(hook.secret).verify(`${all[0]!.body} `, all[0]!.headers)).toThrow();
});

test("only what was asked for is told, and nothing of another team", async () => {
  const stranger = await makeOwner();
  await makeWebhook(stranger, "stranger", EVERYTHING);
  await makeWebhook(owner, "exports-only", ["export.succeeded"]);
  await makeWebhook(owner, "changes-only", ["sandbox.state_changed"]);
  await launch(owner, { name: "asked", template: "empty" });
  await discard(owner, "asked");
  await arrived("changes-only", 4);
  expect([await received("exports-only"), await received("stranger")]).toEqual([[], []]);
});

describe("a secret", () => {
  test("is shown once, sealed at rest, and after a rotation both sign for a day", async () => {
    const hook = await makeWebhook(owner, "rotated");
    expect(hook.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const path = `/webhooks/${hook.webhook_id}`;
    const listed = JSON.stringify([
      (await call(owner, "GET", "/webhooks")).body,
      (await call(owner, "GET", path)).body,
    ]);
    const row = await env.DB.prepare("SELECT * FROM webhooks WHERE id = ?").bind(hook.webhook_id).first();
    const kept = JSON.stringify(row) + JSON.stringify((await call(owner, "GET", "/audit")).body);
    for (const text of [listed, kept]) expect(text).not.toContain(hook.secret.slice(6));

    const rotated = (await call(owner, "POST", `${path}/rotate-secret`)).body;
    expect(rotated.secret).not.toBe(hook.secret);
    await call(owner, "POST", `${path}/test`);
    const [delivery] = await arrived("rotated", 1);
    for (const secret of [hook.secret, rotated.secret]) {
      expect(new Webhook(secret).verify(delivery!.body, delivery!.headers)).toMatchObject({
        type: "webhook.test",
      });
    }
    // A day later.
    await env.DB.prepare("UPDATE webhooks SET old_secret_until = ? WHERE id = ?")
      .bind(Date.now(), hook.webhook_id)
      .run();
    await call(owner, "POST", `${path}/test`);
    const later = (await arrived("rotated", 2))[1]!;
    expect(() => new Webhook(hook.secret).verify(later.body, later.headers)).toThrow();
    expect(new Webhook(rotated.secret).verify(later.body, later.headers)).toBeDefined();
  });
});

describe("deliveries", () => {
  test("are listed with every attempt, and replayed with the same event", async () => {
    await answering("replayed", "500", "200");
    const hook = await makeWebhook(owner, "replayed");
    const path = `/webhooks/${hook.webhook_id}`;
    const first = (await call(owner, "POST", `${path}/test`)).body;
    expect(first).toMatchObject({ type: "webhook.test", status: "waiting", attempts: 0 });
    await arrived("replayed", 1);
    const one = () => call(owner, "GET", `${path}/deliveries/${first.delivery_id}`).then(({ body }) => body);
    await expect.poll(async () => (await one()).attempts).toBe(1);
    expect(await one()).toMatchObject({
      status: "waiting",
      next_attempt_at: expect.any(String),
      attempt_list: [{ status: 500, problem: expect.stringContaining("500"), answer: "answered 500" }],
    });
    // One that waits is tried now.
    expect((await call(owner, "POST", `${path}/deliveries/${first.delivery_id}/replay`)).status).toBe(202);
    await expect.poll(async () => (await one()).status).toBe("succeeded");
    const again = (await call(owner, "POST", `${path}/deliveries/${first.delivery_id}/replay`)).body;
    expect(again).toMatchObject({ event_id: first.event_id, replay_of: first.delivery_id });
    const all = await arrived("replayed", 3);
    expect(new Set(all.map(({ body }) => body)).size).toBe(1);
    const { items } = (await call(owner, "GET", `${path}/deliveries`)).body;
    expect(items.map(({ delivery_id }: { delivery_id: string }) => delivery_id)).toEqual([
      again.delivery_id,
      first.delivery_id,
    ]);
    const page = (await call(owner, "GET", `${path}/deliveries?limit=1`)).body;
    const rest = (await call(owner, "GET", `${path}/deliveries?limit=1&cursor=${page.next_cursor}`)).body;
    expect([page.items[0].delivery_id, rest.items[0].delivery_id, rest.next_cursor]).toEqual([
      again.delivery_id,
      first.delivery_id,
      null,
    ]);
    expect((await call(owner, "GET", `${path}/deliveries?cursor=x`)).body).toMatchObject({
      reason_code: "invalid_cursor",
    });
  });

  test("a dead endpoint holds up no other", async () => {
    await answering("dead", "silent");
    const dead = await makeWebhook(owner, "dead");
    const alive = await makeWebhook(owner, "alive");
    await call(owner, "POST", `/webhooks/${dead.webhook_id}/test`);
    await arrived("dead", 1);
    await call(owner, "POST", `/webhooks/${alive.webhook_id}/test`);
    await arrived("alive", 1);
    expect((await call(owner, "GET", `/webhooks/${dead.webhook_id}`)).body.health).toMatchObject({
      waiting: 1,
    });
    await call(owner, "DELETE", `/webhooks/${dead.webhook_id}`);
  });

  test("410 disables, says so, and what is enabled again goes on", async () => {
    await answering("gone", "410", "200");
    const hook = await makeWebhook(owner, "gone");
    const path = `/webhooks/${hook.webhook_id}`;
    await call(owner, "POST", `${path}/test`);
    await expect
      .poll(async () => (await call(owner, "GET", path)).body)
      .toMatchObject({ enabled: false, disabled: { reason: "gone" } });
    expect((await call(owner, "POST", `${path}/test`)).body).toMatchObject({
      reason_code: "webhook_disabled",
    });
    const { items } = (await call(owner, "GET", `/audit?target=webhook:${hook.webhook_id}`)).body;
    expect(items.map(({ action }: { action: string }) => action)).toContain("webhook.disabled");
    expect((await call(owner, "PATCH", path, { enabled: true })).body).toMatchObject({
      enabled: true,
      disabled: null,
    });
    await call(owner, "POST", `${path}/test`);
    await arrived("gone", 2);
  });
});

test("one whose own object fails hides neither the others, nor its own new secret", async () => {
  const [broken, whole] = [await makeWebhook(owner, "broken"), await makeWebhook(owner, "whole")];
  const stub = env.WEBHOOK.get(env.WEBHOOK.idFromName(broken.webhook_id));
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec("ALTER TABLE attempts RENAME TO attempts_away");
  });
  const healths = async () => {
    const { status, body } = await call(owner, "GET", "/webhooks");
    expect(status).toBe(200);
    const found = (id: string) => body.items.find((one: { webhook_id: string }) => one.webhook_id === id);
    return [found(broken.webhook_id).health, found(whole.webhook_id).health];
  };
  expect(await healths()).toEqual([null, expect.objectContaining({ waiting: 0 })]);
  const rotated = await call(owner, "POST", `/webhooks/${broken.webhook_id}/rotate-secret`, {});
  expect(rotated).toMatchObject({ status: 200, body: { health: null } });
  expect(rotated.body.secret).toMatch(/^whsec_/);
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec("ALTER TABLE attempts_away RENAME TO attempts");
  });
  expect(await healths()).not.toContain(null);
});

describe("what is refused", () => {
  test.each([
    ["url", "http://example.com/", "invalid_url"],
    ["url", "https://user:password@example.com/", "invalid_url"],
    ["url", "https://169.254.169.254/latest", "private_address"],
    ["url", "https://2130706433/", "private_address"],
    ["url", "https://[::ffff:10.0.0.1]/", "private_address"],
    ["events", [], "invalid_input"],
    ["events", ["sandbox.exploded"], "invalid_input"],
    ["enabled", true, "unknown_field"],
    ["description", "x".repeat(201), "invalid_input"],
  ])("C29: %s %j", async (field, value, reason_code) => {
    const body = { url: "https://example.com/", events: ["export.failed"], [field]: value };
    const reply = await call(owner, "POST", "/webhooks", body);
    expect([reply.status, reply.body.reason_code]).toEqual([400, reason_code]);
  });

  test("R1: a change of one thing keeps the rest, and an explicit false counts", async () => {
    const hook = await makeWebhook(owner, "patched", EVERYTHING);
    const path = `/webhooks/${hook.webhook_id}`;
    const patched = (await call(owner, "PATCH", path, { description: "CI" })).body;
    expect(patched).toMatchObject({ url: hook.url, events: EVERYTHING, enabled: true, description: "CI" });
    expect((await call(owner, "PATCH", path, { enabled: false })).body).toMatchObject({
      enabled: false,
      disabled: { reason: "by_hand" },
      description: "CI",
    });
    expect((await call(owner, "PATCH", path, {})).body).toMatchObject({ enabled: false, events: EVERYTHING });
    expect((await call(owner, "PATCH", path, { enabled: 1 })).status).toBe(400);
  });

  test("another team's webhook is not there, and members may not look", async () => {
    const { webhook_id } = await makeWebhook(owner, "theirs");
    const stranger = await makeOwner();
    const member = await join(owner.team_id, "member");
    for (const [method, path] of [
      ["GET", ""],
      ["PATCH", ""],
      ["DELETE", ""],
      ["POST", "/test"],
      ["POST", "/rotate-secret"],
      ["GET", "/deliveries"],
      ["GET", "/deliveries/dlv_1"],
      ["POST", "/deliveries/dlv_1/replay"],
    ] as const) {
      const ask = (person: Person) =>
        call(person, method, `/webhooks/${webhook_id}${path}`, method === "PATCH" ? {} : undefined);
      expect((await ask(stranger)).body).toMatchObject({ reason_code: "not_found" });
      expect((await ask(member)).status).toBe(403);
    }
    expect((await call(owner, "GET", `/webhooks/${webhook_id}`)).status).toBe(200);
  });

  test("a team has at most 20, however many ask at once", async () => {
    const crowd = await makeOwner();
    const body = { url: endpoint("crowd"), events: ["export.failed"] };
    const replies = await Promise.all(
      Array.from({ length: 24 }, () => call(crowd, "POST", "/webhooks", body)),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(20);
    const refused = replies.find(({ status }) => status !== 201);
    expect([refused?.status, refused?.body.reason_code]).toEqual([409, "too_many_webhooks"]);
  });
});
