/** Rows that tests begin with; every call makes another team, so that tests of one file don't meet. */
import { env } from "cloudflare:workers";
import { database } from "../data/database.ts";
import { user } from "../data/schema/auth.ts";
import { members, policies, teams } from "../data/schema/team.ts";
import type { Role } from "../domain/access.ts";
import { DEFAULT_POLICY } from "../domain/policy/policy-settings.ts";
import type { SandboxRecord } from "../domain/sandbox.ts";

export const NOW = 1_800_000_000_000;

/** A team with a policy and one owner. */
export async function makeTeam(): Promise<{ team_id: string; user_id: string }> {
  const db = database(env.DB);
  const team_id = `team_${crypto.randomUUID()}`;
  await db.insert(teams).values({ id: team_id, name: "Team", created_at: NOW });
  await db.insert(policies).values({ team_id, version: 1, ...DEFAULT_POLICY, updated_at: NOW });
  return { team_id, user_id: await makeMember(team_id, "owner") };
}

/** Another person in the team; the answer is the user's id. */
export async function makeMember(team_id: string, role: Role): Promise<string> {
  const db = database(env.DB);
  const id = `user_${crypto.randomUUID()}`;
  const at = new Date(NOW);
  await db.insert(user).values({ id, name: role, email: `${id}@example.com`, createdAt: at, updatedAt: at });
  await db.insert(members).values({ team_id, user_id: id, role, created_at: NOW });
  return id;
}

/** A new sandbox's record, with what `changes` says instead. */
export function recordOf(
  owner: { team_id: string; user_id: string },
  changes: Partial<SandboxRecord> = {},
): SandboxRecord {
  const id = crypto.randomUUID();
  return {
    id,
    team_id: owner.team_id,
    owner: { user_id: owner.user_id, name: "Owner" },
    name: `sandbox-${id.slice(0, 8)}`,
    repository: null,
    ref: null,
    template: null,
    profile: "small",
    visibility: "team",
    created_at: NOW,
    state: "new",
    phase: null,
    generation: 0,
    version: 0,
    seq: 0,
    command: null,
    limits: { cpus: 1, memory_bytes: 2 ** 30, disk_bytes: 2 ** 32, pids: 256 },
    image: "default",
    idle_timeout_minutes: null,
    commit: null,
    started_at: null,
    forked_from: null,
    keep_until: null,
    notice: null,
    recording: null,
    destroyed_at: null,
    operation: null,
    plan: null,
    phase_started_at: null,
    checkpoint: null,
    completion: null,
    container: "none",
    activity: { last_at: NOW, because: "launched" },
    exports_count: 0,
    error: null,
    blockers: [],
    ...changes,
  };
}
