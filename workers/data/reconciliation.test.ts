import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { NO_TEARDOWN } from "../domain/policy.ts";
import type { SandboxRecord } from "../domain/sandbox.ts";
import { makeTeam, NOW, recordOf } from "../testing/rows.ts";
import { database } from "./database.ts";
import { claimLook, knownSandboxes, stuckSandboxes } from "./reconciliation.ts";
import { projectSandbox } from "./sandboxes.ts";

const db = database(env.DB);
const DAY = 86_400_000;

async function put(owner: Awaited<ReturnType<typeof makeTeam>>, changes: Partial<SandboxRecord>, at: number) {
  const record = recordOf(owner, { version: 1, ...changes });
  await projectSandbox(db, record, NO_TEARDOWN, at);
  return record.id;
}

test("finds what has been on its way for long, and looks at others first the next time", async () => {
  const owner = await makeTeam();
  const operation = {
    id: "op",
    type: "export",
    actor: { kind: "user", id: "u", label: "U" },
    started_at: NOW,
    expires_at: NOW,
  } as const;
  const stuck = [
    await put(owner, { state: "new" }, NOW),
    await put(owner, { state: "tearing_down" }, NOW + 1),
    await put(owner, { state: "running", operation }, NOW + 2),
  ];
  await put(owner, { state: "running" }, NOW);
  await put(owner, { state: "destroyed" }, NOW);
  await put(owner, { state: "saving" }, NOW + DAY);
  const found = async (limit: number) =>
    (await stuckSandboxes(db, { unchanged_since: NOW + 1_000, limit })).map(({ id }) => id);
  expect(await found(10)).toEqual(stuck);
  const [first] = await stuckSandboxes(db, { unchanged_since: NOW + 1_000, limit: 1 });
  const claims = [claimLook(db, first!, NOW + 500), claimLook(db, first!, NOW + 500)];
  expect((await Promise.all(claims)).sort()).toEqual([false, true]);
  expect(await found(2)).toEqual([stuck[1], stuck[2]]);
});

test("tells which of very many ids have a row", async () => {
  const owner = await makeTeam();
  const id = await put(owner, { state: "running" }, NOW);
  const ids = [id, ...Array.from({ length: 2_000 }, (_, index) => `orphan-${index}`)];
  const known = await knownSandboxes(db, ids);
  expect([...known.values()]).toMatchObject([{ id, state: "running", container: "none", updated_at: NOW }]);
});
