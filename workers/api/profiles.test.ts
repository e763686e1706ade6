import { beforeEach, describe, expect, test } from "vitest";
import { call, discard, join, launch, makeOwner, type Person } from "../testing/people.ts";

const MIB = 2 ** 20;
const HUGE = { name: "huge", cpus: 1.5, memory_bytes: 512 * MIB, disk_bytes: 1024 * MIB, pids: 512 };
let owner: Person;

beforeEach(async () => {
  owner = await makeOwner();
});

const patch = (body: object, name = "huge") => call(owner, "PATCH", `/profiles/${name}`, body);
const found = async (name: string) =>
  (await call(owner, "GET", "/profiles")).body.items.find((one: { name: string }) => one.name === name);

describe("a profile", () => {
  test("is made, listed, launched with, and its sandbox keeps the limits it was launched with", async () => {
    const made = await call(owner, "POST", "/profiles", { ...HUGE, name: "My Huge", description: "Much." });
    const expected = { ...HUGE, name: "my-huge", description: "Much.", image: "default", policy: {} };
    expect(made).toMatchObject({ status: 201, body: { ...expected, built_in: false, default: false } });
    expect(await found("my-huge")).toEqual(made.body);
    const limits = async () => {
      const argv = ["sh", "-c", "df -B1 --output=size . | tail -1"];
      return Number((await call(owner, "POST", "/sandboxes/sized/exec", { argv })).body.stdout);
    };
    await launch(owner, { name: "sized", profile: "my-huge" });
    const before = await limits();
    expect(before).toBeLessThanOrEqual(HUGE.disk_bytes);
    expect((await patch({ disk_bytes: 64 * MIB }, "my-huge")).body.disk_bytes).toBe(64 * MIB);
    expect(await limits()).toBe(before);
    await discard(owner, "sized");
  });

  test("of a name that is taken is refused, however it is spelt", async () => {
    await call(owner, "POST", "/profiles", HUGE);
    for (const name of ["huge", "HUGE", "small"]) {
      expect(await call(owner, "POST", "/profiles", { ...HUGE, name })).toMatchObject({
        status: 409,
        body: { reason_code: "profile_exists", field: "name", retryable: false },
      });
    }
  });

  test("R1: a change keeps what it does not name, override by override; null removes one, false and 0 stay", async () => {
    const policy = { idle_timeout_minutes: 5, auto_teardown: false };
    await call(owner, "POST", "/profiles", { ...HUGE, policy });
    expect((await patch({ cpus: 2 })).body).toMatchObject({ ...HUGE, cpus: 2, policy });
    expect((await patch({ policy: { max_lifetime_hours: 0 } })).body.policy).toEqual({
      ...policy,
      max_lifetime_hours: 0,
    });
    expect((await patch({ policy: { idle_timeout_minutes: null } })).body.policy).toEqual({
      auto_teardown: false,
      max_lifetime_hours: 0,
    });
    const before = await found("huge");
    expect((await patch({})).body).toEqual(before);
  });

  test("R1: changes made at once don't undo each other", async () => {
    await call(owner, "POST", "/profiles", HUGE);
    const changes = { idle_timeout_minutes: 1, completed_retention_minutes: 2, max_lifetime_hours: 3 };
    await Promise.all(Object.entries(changes).map(([name, value]) => patch({ policy: { [name]: value } })));
    expect((await found("huge")).policy).toEqual(changes);
  });

  test("with another override moves the clocks of its running sandboxes at once, and of no others", async () => {
    await call(owner, "POST", "/profiles", HUGE);
    await launch(owner, { name: "of-it", profile: "huge" });
    await launch(owner, { name: "other" });
    const idle = async (name: string) => {
      const { teardown, last_activity } = (await call(owner, "GET", `/sandboxes/${name}`)).body;
      return (Date.parse(teardown.at) - Date.parse(last_activity.at)) / 60_000;
    };
    await patch({ policy: { idle_timeout_minutes: 77 } });
    expect([await idle("of-it"), await idle("other")]).toEqual([77, 30]);
    await patch({ policy: { idle_timeout_minutes: null } });
    expect(await idle("of-it")).toBe(30);
    await Promise.all([discard(owner, "of-it"), discard(owner, "other")]);
  });

  test("is deleted when no sandbox has it: an archive doesn't count, and comes back all the same", async () => {
    await call(owner, "POST", "/profiles", HUGE);
    await launch(owner, { name: "user", profile: "huge" });
    expect(await call(owner, "DELETE", "/profiles/huge")).toMatchObject({
      status: 409,
      body: { reason_code: "profile_in_use", retryable: true },
    });
    await call(owner, "POST", "/sandboxes/user/teardown", {}, { prefer: "wait=60" });
    expect((await call(owner, "DELETE", "/profiles/huge")).status).toBe(204);
    expect(await found("huge")).toBeUndefined();
    expect(await call(owner, "DELETE", "/profiles/huge")).toMatchObject({ status: 404 });
    expect(await patch({ cpus: 1 })).toMatchObject({ status: 404, body: { reason_code: "not_found" } });
    const back = await call(owner, "POST", "/sandboxes/user/resume", {}, { prefer: "wait=60" });
    expect(back).toMatchObject({ status: 200, body: { status: "succeeded" } });
    await discard(owner, "user");
  });

  test("that launches get by default stays", async () => {
    expect(await call(owner, "DELETE", "/profiles/small")).toMatchObject({
      status: 409,
      body: { reason_code: "profile_is_default", retryable: false },
    });
  });

  test.each([
    ["cpus", { cpus: 0 }],
    ["cpus", { cpus: "2" }],
    ["memory_bytes", { memory_bytes: 2 ** 60 }],
    ["disk_bytes", { disk_bytes: 1 }],
    ["pids", { pids: 1.5 }],
    ["image", { image: "evil" }],
    ["policy.idle_timeout_minutes", { policy: { idle_timeout_minutes: "30" } }],
    ["policy.max_active_per_team", { policy: { max_active_per_team: 1 } }],
    ["built_in", { built_in: true }],
  ])("R8, C29: a wrong %s is refused by name, and nothing is made or changed", async (field, wrong) => {
    const made = await call(owner, "POST", "/profiles", { ...HUGE, ...wrong });
    expect(made).toMatchObject({ status: 400, body: { field } });
    expect(await found("huge")).toBeUndefined();
    const before = await found("large");
    expect(await patch(wrong, "large")).toMatchObject({ status: 400, body: { field } });
    expect(await found("large")).toEqual(before);
  });

  test("is for admins to change, and every attempt is in the audit log", async () => {
    const member = await join(owner.team_id, "member");
    expect(await call(member, "POST", "/profiles", HUGE)).toMatchObject({ status: 403 });
    const admin = await join(owner.team_id, "admin");
    expect(await call(admin, "POST", "/profiles", HUGE)).toMatchObject({ status: 201 });
    const { items } = (await call(owner, "GET", "/audit?target=profile:huge")).body;
    expect(items).toMatchObject([
      { action: "profile.created", outcome: "done" },
      { action: "profile.created", outcome: "refused", data: { reason_code: "not_permitted" } },
    ]);
  });
});
