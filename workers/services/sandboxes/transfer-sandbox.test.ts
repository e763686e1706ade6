import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { database } from "../../data/database.ts";
import { findSandboxById, insertSandbox, projectSandbox } from "../../data/sandboxes.ts";
import { NO_TEARDOWN } from "../../domain/policy.ts";
import { openLive } from "../../testing/live-socket.ts";
import { call, discard, join, launch, makeOwner, type Person } from "../../testing/people.ts";
import { recordOf } from "../../testing/rows.ts";
import type { ServiceContext } from "../context.ts";
import { finishRevocations } from "../revocations.ts";
import { sandboxStub } from "./sandbox-stub.ts";
import { transferAllOf, transferSandbox } from "./transfer-sandbox.ts";

const db = database(env.DB);

function contextOf({ team_id, user_id }: Person): ServiceContext {
  return {
    env,
    viewer: { kind: "member", user_id, name: "Owner", team_id, role: "owner", token: null, session_id: null },
    now: Date.now(),
    request_id: "r",
    origin: "http://127.0.0.1:8787",
    address: null,
  };
}

async function ownerOf(id: string): Promise<{ counted: string; recorded: string | undefined }> {
  const row = await env.DB.prepare("SELECT owner_id FROM sandboxes WHERE id = ?").bind(id).first("owner_id");
  return { counted: String(row), recorded: (await findSandboxById(db, id))?.record.owner.user_id };
}

test("whoever is removed leaves everything to another, beyond that one's places, archived ones too", async () => {
  const owner = await makeOwner();
  const leaver = await join(owner.team_id, "member");
  const kept = (await launch(leaver, { name: "up" })).body.sandbox.id;
  const archived = (await launch(leaver, { name: "archived" })).body.sandbox.id;
  await call(leaver, "POST", "/sandboxes/archived/teardown", { force: true }, { prefer: "wait=60" });
  await env.DB.prepare("UPDATE members SET max_active = 0 WHERE user_id = ?").bind(owner.user_id).run();
  const given = await transferAllOf(contextOf(owner), leaver.user_id, owner.user_id);
  expect(given).toEqual({ ok: true, value: { transferred: 2 } });
  for (const id of [kept, archived]) {
    expect(await ownerOf(id)).toEqual({ counted: owner.user_id, recorded: owner.user_id });
  }
  expect(await transferAllOf(contextOf(owner), leaver.user_id, owner.user_id)).toMatchObject({
    value: { transferred: 0 },
  });
  await discard(owner, "up");
});

test("what is just being launched holds a removal up, and nobody inherits what they can't own", async () => {
  const owner = await makeOwner();
  const leaver = await join(owner.team_id, "member");
  const viewer = await join(owner.team_id, "viewer");
  await insertSandbox(db, recordOf(leaver), { max_active_per_member: 9, max_active_per_team: 9 });
  expect(await transferAllOf(contextOf(owner), leaver.user_id, owner.user_id)).toMatchObject({
    refusal: { reason_code: "launch_in_progress", retryable: true },
  });
  expect(await transferAllOf(contextOf(owner), leaver.user_id, viewer.user_id)).toMatchObject({
    refusal: { reason_code: "invalid_owner" },
  });
});

test("an index that fails is said, and whoever lost the right is closed once it has come back", async () => {
  const owner = await makeOwner();
  const heir = await join(owner.team_id, "member");
  const giver = await join(owner.team_id, "member");
  const { id } = (await launch(giver, { name: "late" })).body.sandbox;
  const theirs = await openLive(giver, "late");
  await env.DB.prepare(
    `CREATE TRIGGER index_fails BEFORE UPDATE ON sandboxes WHEN NEW.version > OLD.version
     BEGIN SELECT RAISE(ABORT, 'the index fails'); END`,
  ).run();
  const refused = await transferSandbox(contextOf(giver), { name: "late", to_user_id: heir.user_id });
  expect(refused).toMatchObject({ refusal: { reason_code: "index_behind", retryable: true } });
  // Committed where it is decided, and counted as before until everybody's access says so.
  expect((await sandboxStub(env, id).record())?.owner.user_id).toBe(heir.user_id);
  expect(await ownerOf(id)).toEqual({ counted: giver.user_id, recorded: giver.user_id });
  await expect(finishRevocations(env, Date.now() + 60_000)).rejects.toThrow();

  await env.DB.prepare("DROP TRIGGER index_fails").run();
  await finishRevocations(env, Date.now() + 60_000);
  expect(await theirs.closed).toMatchObject({ code: 4403 });
  expect(await ownerOf(id)).toEqual({ counted: heir.user_id, recorded: heir.user_id });
  await discard(heir, "late");
});

test("a transfer that the sandbox refuses leaves the counts as they were", async () => {
  const owner = await makeOwner();
  const [giver, first, second] = [
    await join(owner.team_id, "member"),
    await join(owner.team_id, "member"),
    await join(owner.team_id, "member"),
  ];
  const { id } = (await launch(giver, { name: "raced" })).body.sandbox;
  const row = await findSandboxById(db, id);
  await transferSandbox(contextOf(owner), { name: "raced", to_user_id: first.user_id });
  // The index as somebody saw it who asked a moment earlier.
  await env.DB.prepare("UPDATE sandboxes SET version = 0 WHERE id = ?").bind(id).run();
  await projectSandbox(db, { ...row!.record, version: 1 }, NO_TEARDOWN, Date.now());
  const refused = await transferSandbox(contextOf(owner), { name: "raced", to_user_id: second.user_id });
  expect(refused).toMatchObject({ refusal: { reason_code: "owner_changed" } });
  expect((await ownerOf(id)).counted).toBe(giver.user_id);
  await discard(owner, "raced");
});
