import { database } from "../data/database.ts";
import { knownSandboxes } from "../data/reconciliation.ts";
import type { EngineSandbox, SandboxEngine } from "../engines/engine.ts";
import type { ServiceEnv } from "./context.ts";
import type { Finding } from "./reconcile.ts";
import { sandboxStub } from "./sandbox-stub.ts";

/** Younger ones may be a launch that the index does not show yet, ms. */
const ORPHAN_AGE_MS = 120_000;

/**
 * Destroys what the engine has and no record knows. Asked twice before anything is destroyed: the index first, then
 * the sandbox's own object, which is the truth; only when it was never launched or says destroyed is it an orphan.
 */
export async function destroyOrphans(
  env: ServiceEnv,
  engine: SandboxEngine,
  now: number,
): Promise<Finding[]> {
  const present = await engine.list();
  const states = await knownSandboxes(
    database(env.DB),
    present.map(({ id }) => id),
  );
  const suspects = present.filter(({ id, started_at }) => {
    const state = states.get(id);
    return (state === undefined || state === "destroyed") && now - Date.parse(started_at) > ORPHAN_AGE_MS;
  });
  const findings = await Promise.all(suspects.map((suspect) => judge(env, engine, suspect)));
  return findings.filter((finding) => finding !== null);
}

async function judge(
  env: ServiceEnv,
  engine: SandboxEngine,
  { id: sandbox_id, generation }: EngineSandbox,
): Promise<Finding | null> {
  const stub = sandboxStub(env, sandbox_id);
  const record = await stub.record();
  const team_id = record?.team_id ?? null;
  if (record && (record.state !== "destroyed" || record.operation)) {
    // Its object is at work on it and the index is behind: telling it so is all that is needed.
    await stub.poke();
    return { action: "orphan.kept", sandbox_id, team_id, data: { state: record.state } };
  }
  await engine.destroy(sandbox_id);
  return { action: "orphan.destroyed", sandbox_id, team_id, data: { generation } };
}
