import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { DEFAULT_POLICY } from "../domain/policy/policy-settings.ts";
import { makeTeam, NOW } from "../testing/rows.ts";
import { database } from "./database.ts";
import { getPolicy, patchPolicy } from "./policies.ts";

const db = database(env.DB);

test("a change keeps what it does not name; explicit false and 0 count (R1)", async () => {
  const { team_id } = await makeTeam();
  const patched = await patchPolicy(db, team_id, { auto_teardown: false, max_lifetime_hours: 0 }, NOW);
  const expected = { ...DEFAULT_POLICY, auto_teardown: false, max_lifetime_hours: 0, version: 2 };
  expect(patched).toEqual(expected);
  expect(await getPolicy(db, team_id)).toEqual(expected);
  const next = await patchPolicy(db, team_id, { idle_timeout_minutes: 5, auto_teardown: undefined }, NOW);
  expect(next).toEqual({ ...expected, idle_timeout_minutes: 5, version: 3 });
  const recorded = await patchPolicy(db, team_id, { record_terminals: true }, NOW);
  expect(recorded).toEqual({ ...next, record_terminals: true, version: 4 });
  const kept = await patchPolicy(db, team_id, { auto_teardown: true }, NOW);
  expect(kept).toMatchObject({ record_terminals: true, max_lifetime_hours: 0 });
});

test("a change that names nothing changes nothing", async () => {
  const { team_id } = await makeTeam();
  expect(await patchPolicy(db, team_id, {}, NOW)).toEqual({ ...DEFAULT_POLICY, version: 1 });
});

test("simultaneous changes of different settings both count", async () => {
  const { team_id } = await makeTeam();
  await Promise.all([
    patchPolicy(db, team_id, { idle_timeout_minutes: 7 }, NOW),
    patchPolicy(db, team_id, { archive_retention_days: 8 }, NOW),
  ]);
  const policy = await getPolicy(db, team_id);
  expect(policy).toMatchObject({ idle_timeout_minutes: 7, archive_retention_days: 8, version: 3 });
});

test("a change of the version that was looked at is not made to a later one", async () => {
  const { team_id } = await makeTeam();
  await patchPolicy(db, team_id, { idle_timeout_minutes: 7 }, NOW, 1);
  expect(await patchPolicy(db, team_id, { idle_timeout_minutes: 9 }, NOW, 1)).toBeNull();
  expect(await getPolicy(db, team_id)).toMatchObject({ idle_timeout_minutes: 7, version: 2 });
});
