import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { ok } from "../../domain/refusal.ts";
import { asleep, runningSince, showing } from "../../testing/engines.ts";
import { call, discard, launch, makeOwner, type Person } from "../../testing/people.ts";
import { engine } from "../../testing/sandboxes.ts";
import { reconcile } from "./reconcile.ts";

const MINUTE = 60_000;
const SPEC = {
  limits: { cpus: 1, memory_bytes: 2 ** 28, disk_bytes: 2 ** 28, pids: 64 },
  image: "default",
  workspace: "fresh",
  egress: { mode: "none" },
} as const;

async function engineHas(id: string): Promise<string> {
  return (await engine().status(id)).state;
}

async function types(person: Person, name: string): Promise<string[]> {
  const { items } = (await call(person, "GET", `/sandboxes/${name}/events`)).body;
  return items.map(({ type }: { type: string }) => type);
}

test("what the engine runs and no record knows is destroyed, once it is old enough to be sure", async () => {
  await makeOwner();
  const id = `orphan-${crypto.randomUUID().slice(0, 8)}`;
  await engine().start(id, 1, SPEC);
  expect(await reconcile(env, ok(showing([id]).engine), Date.now())).toMatchObject({ findings: [] });
  expect(await engineHas(id)).toBe("running");
  const done = await reconcile(env, ok(showing([id], [], 3 * MINUTE).engine), Date.now());
  expect(done?.findings).toMatchObject([{ action: "orphan.destroyed", sandbox_id: id }]);
  expect(await engineHas(id)).toBe("absent");
});

test("C21: more orphans than one run destroys are all destroyed, the oldest first", async () => {
  const orphans = Array.from({ length: 90 }, (_, index) =>
    runningSince(`many-${index}`, (200 - index) * MINUTE),
  );
  const { engine: shown, destroyed } = showing([], orphans);
  await reconcile(env, ok(shown), Date.now());
  expect(destroyed.toSorted()).toEqual(
    orphans
      .slice(0, 40)
      .map(({ id }) => id)
      .sort(),
  );
  await reconcile(env, ok(shown), Date.now() + 1);
  await reconcile(env, ok(shown), Date.now() + 2);
  expect(destroyed.toSorted()).toEqual(orphans.map(({ id }) => id).sort());
});

test("one orphan that can't be destroyed keeps no other, and is tried again", async () => {
  const shown = showing([], [runningSince("stays", 9 * MINUTE), runningSince("goes", 8 * MINUTE)]);
  const destroy = async (id: string) => {
    if (id === "stays") throw new Error("busy");
    await shown.engine.destroy(id);
  };
  const done = await reconcile(
    env,
    ok(Object.create(shown.engine, { destroy: { value: destroy } })),
    Date.now(),
  );
  expect(done?.findings).toMatchObject([{ action: "orphan.destroyed", sandbox_id: "goes" }]);
  expect(done?.run.failures).toMatchObject([{ message: expect.stringMatching(/^Sandbox stays: /) }]);
  const again = await reconcile(env, ok(shown.engine), Date.now() + 1);
  expect(again?.findings).toMatchObject([{ action: "orphan.destroyed", sandbox_id: "stays" }]);
});

test("C20: what a failed launch left in the engine is destroyed, by the sandbox itself", async () => {
  const owner = await makeOwner();
  await call(
    owner,
    "POST",
    "/sandboxes",
    { name: "failed", repository: "https://repository.invalid/a/b.git" },
    {
      prefer: "wait=60",
    },
  );
  const { id, state } = (await call(owner, "GET", "/sandboxes/failed")).body;
  expect(state).toBe("error");
  await engine().start(id, 1, SPEC);
  const done = await reconcile(env, ok(showing([id], [], 9 * MINUTE).engine), Date.now() + 5 * MINUTE);
  expect(done?.findings).toMatchObject([{ action: "orphan.destroyed", sandbox_id: id }]);
  expect(await engineHas(id)).toBe("absent");
  expect((await types(owner, "failed")).slice(-2)).toEqual(["leftover_found", "cleaned_up"]);
});

test("a leftover of an archive goes before a resume that comes at the same time can begin", async () => {
  const owner = await makeOwner();
  const { id } = (await launch(owner, { name: "again" })).body.sandbox;
  await call(owner, "POST", "/sandboxes/again/teardown", {}, { prefer: "wait=60" });
  await engine().start(id, 1, SPEC);
  const shown = showing([id], [], 9 * MINUTE).engine;
  const [resumed] = await Promise.all([
    call(owner, "POST", "/sandboxes/again/resume", {}, { prefer: "wait=60" }),
    reconcile(env, ok(shown), Date.now() + 5 * MINUTE),
  ]);
  expect(resumed.body).toMatchObject({ status: "succeeded" });
  expect(await engine().status(id)).toMatchObject({ state: "running", generation: 2 });
  expect((await call(owner, "GET", "/sandboxes/again")).body.state).toBe("running");
  await discard(owner, "again");
});

test("a running sandbox is left alone, even when the index is behind and calls it destroyed; told once", async () => {
  const owner = await makeOwner();
  const { id } = (await launch(owner, { name: "alive" })).body.sandbox;
  await env.DB.prepare("UPDATE sandboxes SET state = 'destroyed' WHERE id = ?").bind(id).run();
  const run = (minutes: number) =>
    reconcile(env, ok(showing([id], [], 9 * MINUTE).engine), Date.now() + minutes * MINUTE);
  expect((await run(10))?.findings).toMatchObject([{ action: "orphan.kept", sandbox_id: id }]);
  expect((await run(11))?.findings).toEqual([]);
  expect((await call(owner, "GET", "/sandboxes/alive")).body.state).toBe("running");
  expect(await engineHas(id)).toBe("running");
  await discard(owner, "alive");
});

test("an export's scratch sandbox is its export's for as long as that runs, and an orphan afterwards", async () => {
  const owner = await makeOwner();
  const { id } = (await launch(owner, { name: "exported" })).body.sandbox;
  const scratch = `${id}-ex`;
  const run = async () => {
    const { engine: shown, destroyed } = showing([id], [runningSince(scratch, 9 * MINUTE)]);
    await reconcile(env, ok(shown), Date.now());
    return destroyed;
  };
  const actor = { kind: "user", id: "u", label: "U" } as const;
  const times = { started_at: Date.now(), expires_at: Date.now() + 60 * MINUTE };
  await asleep(id, { operation: { id: "op", type: "export", actor, ...times } });
  expect(await run()).toEqual([]);
  await asleep(id, { operation: null });
  expect(await run()).toEqual([scratch]);
  await discard(owner, "exported");
});
