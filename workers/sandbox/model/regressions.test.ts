import { afterEach, expect, test } from "vitest";
import { ANNA, Stage } from "./stage.ts";

/** What random sequences have found, told one by one. */
let stage: Stage;
afterEach(() => stage.close());

test("a commit in the same turn as a delivery that finds nothing to do reaches the index", async () => {
  stage = await Stage.open();
  stage.host.kill();
  // The object wakes, finds the index up to date, and takes a command before it waits for anything.
  await stage.host.within(({ object }) => object.heartbeat(ANNA));
  await stage.rest();
  expect(stage.world.index.row("s1")?.version).toBe(stage.record.version);
});

test("an index that fails while a sandbox is purged is no bug, and the purge ends once it answers", async () => {
  stage = await Stage.open();
  await stage.ask((api) => api.teardown({ operation_id: "op", actor: ANNA, force: true, discard: true }));
  stage.world.simulation.faults = { index: 1 };
  await stage.ask((api) => api.purge({ operation_id: "purge", actor: ANNA }));
  expect(stage.record.operation?.type).toBe("purge");
  stage.world.simulation.faults = {};
  await stage.until(stage.world.simulation.now + 60_000);
  expect(stage.gone).toBe(true);
  expect(stage.world.complaints.bugs).toEqual([]);
});

test("a warning that follows a change of the same turn is mailed at once", async () => {
  stage = await Stage.open({ idle_timeout_minutes: 0, max_lifetime_hours: 3 });
  const warned_at = stage.record.started_at! + 2 * 3_600_000;
  // The record's activity is told at most each 30 s: the look before the warning finds newer one, and commits it.
  await stage.until(warned_at - 20_000);
  stage.agent!.touch("terminal_input");
  await stage.until(warned_at - 1000);
  stage.agent!.touch("terminal_input");
  await stage.until(warned_at);
  expect(stage.record.notice).toMatchObject({ reason: "max_lifetime", warned_at });
  expect(stage.host.sql.rows("SELECT id FROM notices")).toEqual([]);
});
