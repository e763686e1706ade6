/** What the policy as it is now says about sandboxes; computed at every read, so that a change of it shows at once. */
import { database } from "../../data/database.ts";
import { getPolicy } from "../../data/policies.ts";
import { listProfiles } from "../../data/profiles.ts";
import type { Caller } from "../../domain/access.ts";
import { type PolicySettings, policyFor } from "../../domain/policy/policy-settings.ts";
import { factsOf, forecast, type TeardownForecast } from "../../domain/policy.ts";
import type { SandboxRecord } from "../../domain/sandbox.ts";
import type { ServiceContext } from "../context.ts";

export type Forecaster = (record: SandboxRecord) => TeardownForecast;

/** Reads the team's settings once, for any number of records. */
export async function forecaster(context: ServiceContext<Caller>): Promise<Forecaster> {
  const policyOf = await policies(context);
  return (record) => forecast(policyOf(record), factsOf(record), context.now);
}

/** What holds for each sandbox of the team now. */
export async function policies({
  env,
  viewer,
}: ServiceContext<Caller>): Promise<(record: SandboxRecord) => PolicySettings> {
  const db = database(env.DB);
  const [team, profiles] = await Promise.all([
    getPolicy(db, viewer.team_id),
    listProfiles(db, viewer.team_id),
  ]);
  const overrides = new Map(profiles.map((profile) => [profile.name, profile.policy]));
  return (record) => policyFor(team, overrides.get(record.profile) ?? {}, record.idle_timeout_minutes);
}
