import { database } from "../../data/database.ts";
import { activeSandboxes } from "../../data/sandboxes.ts";
import type { ServiceContext } from "../context.ts";
import { sandboxStub } from "./sandbox-stub.ts";

/**
 * The clocks of the team's sandboxes, or of one profile's, run by the new settings from now on. One that can't be told
 * looks by itself within a minute; archives are looked at by the cron.
 */
export async function tellSandboxes(
  { env, viewer, request_id }: ServiceContext,
  profile?: string,
): Promise<void> {
  const active = await activeSandboxes(database(env.DB), viewer.team_id);
  const concerned = active.filter(({ record }) => profile === undefined || record.profile === profile);
  const told = await Promise.allSettled(concerned.map(({ record }) => sandboxStub(env, record.id).poke()));
  const failures = told.filter(({ status }) => status === "rejected").length;
  if (failures > 0) console.warn(`${request_id}: ${failures} sandboxes were not told of the new policy`);
}
