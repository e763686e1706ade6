import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { call, discard, launch, makeOwner, type Person } from "../testing/people.ts";

const WAIT = { prefer: "wait=60" };
let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
});

/** An archived sandbox with a checkpoint and an export; answers its id. */
async function archive(name: string): Promise<string> {
  const { id } = (await launch(owner, { name })).body.sandbox;
  await call(owner, "PUT", `/sandboxes/${name}/files/a.txt`, "work");
  await call(owner, "POST", `/sandboxes/${name}/exports`, { kind: "archive", source: "live" }, WAIT);
  await call(owner, "PATCH", `/sandboxes/${name}`, { recording: true });
  await call(owner, "POST", `/sandboxes/${name}/terminals`, {});
  await call(owner, "POST", `/sandboxes/${name}/teardown`, {}, WAIT);
  return id;
}

const purge = (name: string, confirm: string, headers = WAIT) =>
  call(owner, "DELETE", `/sandboxes/${name}?confirm=${confirm}`, undefined, headers);

async function kept(id: string): Promise<number> {
  const lists = await Promise.all(
    ["checkpoints", "exports", "recordings"].map((folder) => env.STORE.list({ prefix: `${folder}/${id}/` })),
  );
  return lists.reduce((sum, { objects }) => sum + objects.length, 0);
}

/** Rows in each table of the sandbox's object. */
async function rowsOf(id: string): Promise<number> {
  return runInDurableObject(env.SANDBOX.get(env.SANDBOX.idFromName(id)), async (_, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*'")
      .toArray()
      .filter(({ name }) => !name.startsWith("sqlite_"));
    const counts = tables.map(
      ({ name }) => storage.sql.exec<{ n: number }>(`SELECT count(*) AS n FROM ${name}`).one().n,
    );
    expect(counts.length).toBeGreaterThan(5);
    expect(await storage.getAlarm()).toBeNull();
    return counts.reduce((sum, count) => sum + count, 0);
  });
}

test("C21: deleted for good, nothing is left: not in storage, whose listings have pages, nor anywhere else", async () => {
  const id = await archive("old");
  await expect.poll(() => kept(id)).toBe(4);
  const many = Array.from({ length: 1100 }, (_, index) => index);
  for (const folder of ["checkpoints", "exports", "recordings"]) {
    await Promise.all(many.map((index) => env.STORE.put(`${folder}/${id}/more-${index}`, "x")));
  }
  const beside = `checkpoints/${id}0/other.tar.gz`;
  await env.STORE.put(beside, "of another sandbox");

  expect(await purge("old", "old")).toMatchObject({ status: 200, body: { status: "succeeded" } });
  expect((await call(owner, "GET", "/sandboxes/old")).status).toBe(404);
  expect(await kept(id)).toBe(0);
  expect(await env.STORE.head(beside)).not.toBeNull();
  expect(await rowsOf(id)).toBe(0);
  const row = await env.DB.prepare("SELECT id FROM sandboxes WHERE id = ?").bind(id).first();
  expect(row).toBeNull();

  const { items } = (await call(owner, "GET", "/audit?target=sandbox:old")).body;
  const deeds = items.map(
    ({ action, outcome }: { action: string; outcome: string }) => `${action} ${outcome}`,
  );
  expect(deeds.slice(0, 2).sort()).toEqual(["archive.purged done", "sandbox.purge done"]);
  const done = items.find(({ action }: { action: string }) => action === "archive.purged");
  expect(done).toMatchObject({ actor: { kind: "token" }, data: { sandbox_id: id } });

  // The name is free, and what takes it is another sandbox.
  const next = await launch(owner, { name: "old", profile: "medium" });
  expect(next.status).toBe(201);
  expect(next.body.sandbox.id).not.toBe(id);
  await discard(owner, "old");
});

test("it needs the name, typed, and an archive", async () => {
  await archive("typed");
  for (const confirm of ["", "Typed", "other"]) {
    expect(await purge("typed", confirm)).toMatchObject({
      status: 400,
      body: { reason_code: "confirmation_required", field: "confirm" },
    });
  }
  expect((await call(owner, "DELETE", "/sandboxes/typed")).status).toBe(400);
  await launch(owner, { name: "typed" });
  expect(await purge("typed", "typed")).toMatchObject({
    status: 409,
    body: { reason_code: "not_archived", retryable: false, next_step: expect.any(String) },
  });
  expect((await call(owner, "GET", "/sandboxes/typed")).body.state).toBe("running");
  await discard(owner, "typed");
});

test("while it is deleted nothing brings it back, and nobody waits who does not want to", async () => {
  await archive("going");
  const [gone, back] = await Promise.all([
    purge("going", "going", {} as typeof WAIT),
    call(owner, "POST", "/sandboxes/going/resume", {}, WAIT),
  ]);
  if (gone.status === 202) {
    expect([404, 409]).toContain(back.status);
    await expect.poll(async () => (await call(owner, "GET", "/sandboxes/going")).status).toBe(404);
  } else {
    expect(gone).toMatchObject({ status: 409 });
    expect(back.status).toBe(200);
    await discard(owner, "going");
  }
});
