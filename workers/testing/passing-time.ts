/** Time that passes for a sandbox whose clock a test moves. */
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { database } from "../data/database.ts";
import { patchPolicy } from "../data/policies.ts";
import type { PolicyPatch } from "../domain/policy/policy-settings.ts";
import type { LaunchSpec } from "../sandbox/contract.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { World } from "./faulty-storage.ts";

export const MINUTE = 60_000;

/** No clock ends the sandbox; `patch` says what else holds. */
export async function calmPolicy({ identity }: LaunchSpec, patch: PolicyPatch = {}): Promise<void> {
  const calm = { idle_timeout_minutes: 0, max_lifetime_hours: 0, ...patch };
  await patchPolicy(database(env.DB), identity.team_id, calm, Date.now());
}

/** Lets `minutes` pass and everything happen that is then due. */
export async function pass(sandbox: Sandbox, world: World, minutes: number): Promise<void> {
  world.ahead_ms += minutes * MINUTE;
  await sandbox.alarm();
  await expect.poll(() => sandbox.record?.operation ?? null, { timeout: 30_000 }).toBeNull();
}
