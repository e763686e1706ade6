/** The generated client at work on the day's sandbox, and whether it would notice what is wrong. */
import { expect, test } from "vitest";
import type { Day } from "./day.ts";

export function clientTests(day: () => Day): void {
  test("a client that was generated from the API's description does the same work, every answer validated", async () => {
    const calls = day().client.as(day().product.origin, day().token);
    const path = { name: "day" };
    expect((await calls.getMe!()).data).toMatchObject({ role: "owner" });
    expect((await calls.getSandboxes!({ query: { state: "running" } })).data).toMatchObject({
      items: [{ name: "day" }],
    });
    expect((await calls.getSandbox!({ path })).data).toMatchObject({ state: "running" });
    const body = { argv: ["cat", "greeting.txt"] };
    expect((await calls.postSandboxExec!({ path, body })).data).toMatchObject({ stdout: "hello, world\n" });
    expect((await calls.getSandboxEvents!({ path, query: { limit: 1 } })).data).toMatchObject({
      items: [{ seq: 1 }],
    });
    expect((await calls.getSandboxCheckpoints!({ path })).data).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ reason: "manual", verified: true })]),
    });
    await expect(calls.getSandbox!({ path: { name: "never" } })).rejects.toMatchObject({
      reason_code: "not_found",
    });
    // What it would not send, the API would not take.
    await expect(calls.postSandboxExec!({ path, body: { argv: [] } })).rejects.toThrow(/argv/);
  });

  test("a field too few, one too many or of another kind is noticed", async () => {
    const record = JSON.parse(await day().json("status", "day")) as Record<string, unknown>;
    const check = (value: object) => day().client.body(JSON.stringify(value), "get /sandboxes/{name}");
    expect(check(record)).toEqual(record);
    const { generation, ...without } = record;
    const { teardown } = record as { teardown: object };
    for (const wrong of [
      without,
      { ...record, extra: 1 },
      { ...record, generation: String(generation) },
      { ...record, teardown: { ...teardown, extra: null } },
      { ...record, state: "asleep" },
    ]) {
      expect(() => check(wrong)).toThrow();
    }
  });
}
