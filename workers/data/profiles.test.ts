import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { NO_TEARDOWN } from "../domain/policy.ts";
import type { SandboxRecord } from "../domain/sandbox.ts";
import { makeTeam, NOW, recordOf } from "../testing/rows.ts";
import { database } from "./database.ts";
import { deleteProfile, insertProfile, profileUses } from "./profiles.ts";
import { projectSandbox } from "./sandboxes.ts";

const db = database(env.DB);
const LIMITS = { cpus: 1, memory_bytes: 2 ** 30, disk_bytes: 2 ** 30, pids: 64 };
const PROFILE = { ...LIMITS, name: "own", description: "", image: "default", policy: {}, built_in: false };

async function sandbox(owner: { team_id: string; user_id: string }, changes: Partial<SandboxRecord>) {
  await projectSandbox(db, recordOf(owner, { version: 1, profile: "own", ...changes }), NO_TEARDOWN, NOW);
}

test("what keeps a profile from being deleted is named, and nothing else", async () => {
  const [owner, other] = [await makeTeam(), await makeTeam()];
  await insertProfile(db, owner.team_id, PROFILE, NOW);
  await sandbox(owner, { name: "up", state: "running", container: "present" });
  await sandbox(owner, { name: "failed", state: "error" });
  await sandbox(owner, { name: "archived", state: "destroyed" });
  await sandbox(owner, { name: "plain", state: "running", profile: "small" });
  await sandbox(other, { name: "theirs", state: "running" });
  expect(await profileUses(db, owner.team_id, null)).toEqual({ own: ["failed", "up"], small: ["plain"] });
  expect(await deleteProfile(db, owner.team_id, "own")).toBe("in_use");
});

test("a colleague's private sandbox is not named", async () => {
  const owner = await makeTeam();
  await sandbox(owner, { name: "secret", state: "running", visibility: "private" });
  expect(await profileUses(db, owner.team_id, "somebody-else")).toEqual({});
  expect(await profileUses(db, owner.team_id, owner.user_id)).toEqual({ own: ["secret"] });
});

test("a profile that only archives have is used by nothing, and goes", async () => {
  const owner = await makeTeam();
  await insertProfile(db, owner.team_id, PROFILE, NOW);
  await sandbox(owner, { name: "archived", state: "destroyed" });
  expect(await profileUses(db, owner.team_id, null)).toEqual({});
  expect(await deleteProfile(db, owner.team_id, "own")).toBe("deleted");
});
