import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { database } from "../data/database.ts";
import { findSandboxById, insertSandbox } from "../data/sandboxes.ts";
import { ok } from "../domain/refusal.ts";
import type { EngineSandbox, SandboxEngine } from "../engines/engine.ts";
import { engineFor } from "../engines/select.ts";
import { call, discard, launch, makeOwner } from "../testing/people.ts";
import { recordOf } from "../testing/rows.ts";
import { reconcile } from "./reconcile.ts";

const MINUTE = 60_000;
const QUOTA = { max_active_per_member: 100, max_active_per_team: 100 };

/** The real engine, listing what `also` says besides, as long as it was not destroyed. */
function engineWith(also: readonly EngineSandbox[]): { engine: SandboxEngine; destroyed: string[] } {
  const real = engineFor(env);
  if (!real.ok) throw new Error(real.refusal.message);
  const destroyed: string[] = [];
  const engine = Object.create(real.value, {
    list: { value: async () => [...(await real.value.list()), ...also] },
    destroy: { value: async (id: string) => void destroyed.push(id) },
  }) as SandboxEngine;
  return { engine, destroyed };
}

function running(id: string, age_ms: number): EngineSandbox {
  return { id, generation: 1, state: "running", started_at: new Date(Date.now() - age_ms).toISOString() };
}

test("what the engine runs and no record knows is destroyed, once it is old enough to be sure", async () => {
  await makeOwner();
  const { engine, destroyed } = engineWith([running("orphan-old", 10 * MINUTE), running("orphan-new", 1000)]);
  const findings = await reconcile(env, ok(engine), Date.now());
  expect(destroyed).toEqual(["orphan-old"]);
  expect(findings).toContainEqual(
    expect.objectContaining({ action: "orphan.destroyed", sandbox_id: "orphan-old" }),
  );
});

test("a running sandbox is left alone, even when the index is behind and calls it destroyed", async () => {
  const owner = await makeOwner();
  const { id } = (await launch(owner, { name: "alive" })).body.sandbox;
  await env.DB.prepare("UPDATE sandboxes SET state = 'destroyed' WHERE id = ?").bind(id).run();
  const { engine, destroyed } = engineWith([]);
  const findings = await reconcile(env, ok(engine), Date.now() + 10 * MINUTE);
  expect(destroyed).not.toContain(id);
  expect(findings).toContainEqual(expect.objectContaining({ action: "orphan.kept", sandbox_id: id }));
  expect((await call(owner, "GET", "/sandboxes/alive")).body.state).toBe("running");
  await discard(owner, "alive");
});

test("a launch that never reached its sandbox gives its name and its place back", async () => {
  const owner = await makeOwner();
  const db = database(env.DB);
  const record = { ...recordOf(owner, { name: "lost" }), created_at: Date.now() - 10 * MINUTE };
  await insertSandbox(db, record, QUOTA);
  const { engine } = engineWith([]);
  await reconcile(env, ok(engine), Date.now());
  expect(await findSandboxById(db, record.id)).toBeUndefined();
  const audit = (await call(owner, "GET", `/audit?target=sandbox:${record.id}`)).body.items;
  expect(audit).toMatchObject([{ action: "launch.abandoned", actor: { kind: "system" } }]);
});

test("the same launch, repeated, takes the place of one that never arrived", async () => {
  const owner = await makeOwner();
  const record = recordOf(owner, { name: "half" });
  await insertSandbox(database(env.DB), record, QUOTA);
  const reply = await launch(owner, { name: "half" });
  expect(reply.body.sandbox).toMatchObject({ id: record.id, state: "running" });
  await discard(owner, "half");
});

test("an engine that can't be reached keeps nothing else from being looked at", async () => {
  const owner = await makeOwner();
  const record = { ...recordOf(owner), created_at: Date.now() - 10 * MINUTE };
  await insertSandbox(database(env.DB), record, QUOTA);
  const { engine } = engineWith([]);
  const broken = Object.create(engine, { list: { value: async () => Promise.reject(new Error("down")) } });
  await expect(reconcile(env, ok(broken as SandboxEngine), Date.now())).rejects.toThrow("down");
  expect(await findSandboxById(database(env.DB), record.id)).toBeUndefined();
});
