import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bash, repositoryPath, withClone } from "../testing/exports.ts";
import { call, discard, join, launch, makeOwner, type Person } from "../testing/people.ts";

const WAIT = { prefer: "wait=60" };
let owner: Person;
/** Of `source`, oldest first. */
const saved: string[] = [];

beforeAll(async () => {
  owner = await makeOwner();
  await launch(owner, { name: "source" });
  for (const text of ["one", "two", "three"]) {
    await call(owner, "PUT", "/sandboxes/source/files/note.txt", text);
    saved.push((await call(owner, "POST", "/sandboxes/source/checkpoints", {}, WAIT)).body.checkpoint_id);
  }
});
afterAll(() => discard(owner, "source"));

const note = async (name: string) => (await call(owner, "GET", `/sandboxes/${name}/files/note.txt`)).body;
const idsOf = async (name: string): Promise<string[]> =>
  (await call(owner, "GET", `/sandboxes/${name}/checkpoints`)).body.items.map(
    (one: { checkpoint_id: string }) => one.checkpoint_id,
  );

test("a fork begins with the files of the last save, or of an older one, and is a sandbox of its own", async () => {
  await call(owner, "PUT", "/sandboxes/source/files/note.txt", "not saved");
  const newest = await call(owner, "POST", "/sandboxes/source/fork", { name: "Fork One" }, WAIT);
  expect(newest).toMatchObject({
    status: 201,
    body: {
      reused: false,
      resumed: false,
      sandbox: { name: "fork-one", state: "running", command: null, checkpoint: null },
    },
  });
  expect(newest.body.sandbox.forked_from).toEqual({ name: "source", checkpoint_id: saved[2] });
  expect(await note("fork-one")).toBe("three");

  const body = { name: "fork-two", checkpoint_id: saved[0], profile: "medium" };
  const older = await call(owner, "POST", "/sandboxes/source/fork", body, WAIT);
  expect(older).toMatchObject({ status: 201, body: { sandbox: { profile: "medium" } } });
  expect(await note("fork-two")).toBe("one");
  await call(owner, "PUT", "/sandboxes/fork-two/files/note.txt", "its own");
  expect(await note("source")).toBe("not saved");

  const { items } = (await call(owner, "GET", "/audit?target=sandbox:fork-two")).body;
  expect(items.at(-1)).toMatchObject({ action: "sandbox.fork", outcome: "done", data: { from: "source" } });
  await Promise.all([discard(owner, "fork-one"), discard(owner, "fork-two")]);
});

test("an archived sandbox is forked, and a fork is saved and forked again", async () => {
  await launch(owner, { name: "first" });
  await call(owner, "PUT", "/sandboxes/first/files/note.txt", "archived");
  await call(owner, "POST", "/sandboxes/first/teardown", {}, WAIT);
  await call(owner, "POST", "/sandboxes/first/fork", { name: "second" }, WAIT);
  await call(owner, "POST", "/sandboxes/second/teardown", {}, WAIT);
  // Nothing of the first is needed any more.
  expect(await call(owner, "DELETE", "/sandboxes/first?confirm=first", undefined, WAIT)).toMatchObject({
    status: 200,
  });
  await call(owner, "POST", "/sandboxes/second/fork", { name: "third" }, WAIT);
  expect(await note("third")).toBe("archived");
  await discard(owner, "third");
});

test("a fork of a sandbox from a host repository exports its own work there, beginning at the same commit", async () => {
  const repository = `file://${repositoryPath("forks.git")}`;
  const { commit } = (await launch(owner, { name: "cloned", repository })).body.sandbox;
  await call(owner, "PUT", "/sandboxes/cloned/files/note.txt", "cloned");
  await call(owner, "POST", "/sandboxes/cloned/checkpoints", {}, WAIT);
  const forked = await call(owner, "POST", "/sandboxes/cloned/fork", { name: "fork-of-cloned" }, WAIT);
  expect(forked.body.sandbox).toMatchObject({ state: "running", repository, commit });
  await call(owner, "PUT", "/sandboxes/fork-of-cloned/files/note.txt", "forked");
  const body = { kind: "branch", source: "live", branch: "from-a-fork" };
  const made = await call(owner, "POST", "/sandboxes/fork-of-cloned/exports", body, WAIT);
  expect(made, JSON.stringify(made.body)).toMatchObject({ status: 200, body: { status: "succeeded" } });
  const tip = await withClone("forks.git", (agent) => bash(agent, "git show origin/from-a-fork:note.txt"));
  expect(tip).toBe("forked");
  await Promise.all([discard(owner, "cloned"), discard(owner, "fork-of-cloned")]);
});

test("a fork that can't be made says why and leaves no name behind", async () => {
  await launch(owner, { name: "unsaved" });
  const cases = [
    ["source", { name: "source" }, 409, { reason_code: "name_taken", retryable: false, field: "name" }],
    ["source", { name: "unsaved" }, 409, { reason_code: "name_taken" }],
    ["source", { name: "x", profile: "galactic" }, 400, { reason_code: "unknown_profile", field: "profile" }],
    ["source", { name: "x", checkpoint_id: "cp_none" }, 404, { reason_code: "checkpoint_not_found" }],
    ["source", { name: "!!" }, 400, { field: "name" }],
    ["source", {}, 400, { field: "name" }],
    ["unsaved", { name: "x" }, 409, { reason_code: "checkpoint_missing" }],
    ["nowhere", { name: "x" }, 404, { reason_code: "not_found" }],
  ] as const;
  for (const [name, body, status, refusal] of cases) {
    const reply = await call(owner, "POST", `/sandboxes/${name}/fork`, body);
    expect(reply, JSON.stringify(body)).toMatchObject({ status, body: refusal });
    if (status !== 400) expect(reply.body.next_step).toEqual(expect.any(String));
  }
  expect((await call(owner, "GET", "/sandboxes/x")).status).toBe(404);
  await discard(owner, "unsaved");
});

test("a colleague forks what they may see, within their own quota, and owns the fork", async () => {
  const colleague = await join(owner.team_id, "member");
  await call(owner, "PATCH", "/policy", { max_active_per_member: 1 });
  const names = ["theirs-1", "theirs-2", "theirs-3"];
  const replies = await Promise.all(
    names.map((name) => call(colleague, "POST", "/sandboxes/source/fork", { name }, WAIT)),
  );
  expect(replies.map(({ status }) => status).sort()).toEqual([201, 429, 429]);
  const made = replies.find(({ status }) => status === 201)!.body.sandbox;
  expect(made.owner.user_id).toBe(colleague.user_id);
  await discard(colleague, made.name);
  await call(owner, "PATCH", "/policy", { max_active_per_member: 5 });
  const onlooker = await join(owner.team_id, "viewer");
  expect(await call(onlooker, "POST", "/sandboxes/source/fork", { name: "no" })).toMatchObject({
    status: 403,
    body: { reason_code: "not_permitted" },
  });
});

test("a replay with the same key is the same fork; with another body it is refused", async () => {
  const headers = { ...WAIT, "idempotency-key": "fork-1" };
  const body = { name: "keyed", checkpoint_id: saved[1] };
  const first = await call(owner, "POST", "/sandboxes/source/fork", body, headers);
  const again = await call(owner, "POST", "/sandboxes/source/fork", body, headers);
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.body.sandbox.id).toBe(first.body.sandbox.id);
  const other = await call(owner, "POST", "/sandboxes/source/fork", { ...body, name: "other" }, headers);
  expect(other.body.reason_code).toBe("idempotency_key_reused");
  await discard(owner, "keyed");
});

test("a fork whose checkpoint can't be read is in error, and its retry brings the same one back", async () => {
  const key = await keyOf(saved[0]!);
  const object = await env.STORE.get(key);
  const bytes = await object!.arrayBuffer();
  await env.STORE.delete(key);
  const body = { name: "unlucky", checkpoint_id: saved[0] };
  const failed = await call(owner, "POST", "/sandboxes/source/fork", body, WAIT);
  expect(failed).toMatchObject({
    status: 409,
    body: { reason_code: "checkpoint_missing", retryable: false },
  });
  expect((await call(owner, "GET", "/sandboxes/unlucky")).body).toMatchObject({
    state: "error",
    error: { reason_code: "checkpoint_missing" },
  });
  await env.STORE.put(key, bytes);
  expect((await call(owner, "POST", "/sandboxes/unlucky/resume", {}, WAIT)).status).toBe(200);
  expect(await note("unlucky")).toBe("one");
  await discard(owner, "unlucky");
});

test("a checkpoint is deleted with its bytes; never the one that a resume restores, nor one that an export hands out", async () => {
  const current = await call(owner, "DELETE", `/sandboxes/source/checkpoints/${saved[2]}`);
  expect(current).toMatchObject({
    status: 409,
    body: { reason_code: "checkpoint_in_use", retryable: false },
  });

  const made = await call(owner, "POST", "/sandboxes/source/exports", { kind: "archive" }, WAIT);
  await call(owner, "PUT", "/sandboxes/source/files/note.txt", "four");
  await call(owner, "POST", "/sandboxes/source/checkpoints", {}, WAIT);
  const exported = await call(owner, "DELETE", `/sandboxes/source/checkpoints/${saved[2]}`);
  expect(exported).toMatchObject({ status: 409, body: { reason_code: "checkpoint_exported" } });
  expect(exported.body.next_step).toEqual(expect.any(String));
  await call(owner, "DELETE", `/sandboxes/source/exports/${made.body.export_id}`);

  const key = await keyOf(saved[2]!);
  expect((await call(owner, "DELETE", `/sandboxes/source/checkpoints/${saved[2]}`)).status).toBe(204);
  expect(await idsOf("source")).not.toContain(saved[2]);
  await expect.poll(() => env.STORE.head(key)).toBeNull();
  await expect.poll(() => env.STORE.head(key.replace(".tar.gz", ".json"))).toBeNull();
  const again = await call(owner, "DELETE", `/sandboxes/source/checkpoints/${saved[2]}`);
  expect(again).toMatchObject({ status: 404, body: { reason_code: "checkpoint_not_found" } });
  const { items } = (await call(owner, "GET", "/audit?target=sandbox:source&limit=5")).body;
  expect(
    items.map((item: { action: string; outcome: string }) => `${item.action} ${item.outcome}`),
  ).toContain("checkpoint.deleted done");
});

/** Where its archive lies. */
async function keyOf(checkpoint_id: string): Promise<string> {
  const { id } = (await call(owner, "GET", "/sandboxes/source")).body;
  return `checkpoints/${id}/${checkpoint_id}.tar.gz`;
}
