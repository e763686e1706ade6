import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { listAudit } from "../../data/audit.ts";
import { database } from "../../data/database.ts";
import { patchPolicy } from "../../data/policies.ts";
import { bringUp, launchSpec } from "../../testing/sandboxes.ts";
import { Journal } from "../journal.ts";
import { AuditOutbox } from "./audit-outbox.ts";

const db = database(env.DB);

/** Oldest first, as "who action from>to". */
async function told(team_id: string): Promise<string[]> {
  const { items } = await listAudit(db, { team_id, limit: 200 });
  return items.reverse().map(({ actor, action, data }) => {
    return `${actor.kind} ${action}${data.to ? ` ${data.from}>${data.to}` : ""}`;
  });
}

test("what the policy does is in the audit log, once, and every change of state is", async () => {
  const launch = await launchSpec({ command: "true" });
  const { id, team_id, name } = launch.identity;
  const stub = await bringUp(launch);
  await expect.poll(async () => (await stub.record())?.state, { timeout: 20_000 }).toBe("completed");
  await patchPolicy(db, team_id, { completed_retention_minutes: 0 }, Date.now());
  await stub.poke();
  const object = env.SANDBOX.get(env.SANDBOX.idFromName(id));
  await runDurableObjectAlarm(object);
  await expect.poll(async () => (await stub.record())?.state, { timeout: 20_000 }).toBe("destroyed");
  const expected = [
    "user sandbox.state_changed new>provisioning",
    "user sandbox.state_changed provisioning>running",
    "system sandbox.state_changed running>completed",
    "policy sandbox.warned",
    "policy sandbox.teardown",
    "policy sandbox.state_changed saving>tearing_down",
    "policy sandbox.state_changed tearing_down>destroyed",
  ];
  await expect.poll(() => told(team_id)).toEqual(expected);
  const { items } = await listAudit(db, { team_id, action: "sandbox.teardown", limit: 1 });
  expect(items[0]).toMatchObject({
    actor: { kind: "policy" },
    target: `sandbox:${name}`,
    address: null,
    outcome: "done",
    data: { sandbox_id: id },
  });

  // Cut off after D1 had taken it and before that was noted: it is sent again, and written once.
  await runInDurableObject(object, async (_, state) => {
    const journal = new Journal(state.storage);
    journal.putSetting("audited_seq", "0");
    await new AuditOutbox(env.DB, journal).deliver(journal.record()!);
    expect(journal.setting("audited_seq")).toBe(String(journal.record()!.seq));
  });
  expect(await told(team_id)).toEqual(expected);
});
