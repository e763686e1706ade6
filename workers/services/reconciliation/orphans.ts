import { database } from "../../data/database.ts";
import { type KnownSandbox, knownSandboxes } from "../../data/reconciliation.ts";
import { scratchParent } from "../../domain/sandbox/scratch-id.ts";
import type { EngineSandbox, SandboxEngine } from "../../engines/engine.ts";
import type { ServiceEnv } from "../context.ts";
import { sandboxStub } from "../sandboxes/sandbox-stub.ts";
import { type Looked, lookAtEach, type Outcome } from "./finding.ts";
import { UNCHANGED_FOR_MS } from "./suspects.ts";

/** Younger ones may be a launch that the index does not show yet, ms. */
const ORPHAN_AGE_MS = 120_000;
/** How many one run looks at; the oldest first. */
const BATCH = 40;

interface Orphan extends EngineSandbox {
  readonly team_id: string | null;
}

/**
 * Destroys what the engine has and no record knows. Asked twice before anything is destroyed: the index first, then
 * the sandbox's own object, which is the truth; only when it was never launched or says that nothing is left of it is
 * it an orphan.
 */
export async function destroyOrphans(
  env: ServiceEnv,
  engine: SandboxEngine,
  present: readonly EngineSandbox[],
  now: number,
): Promise<Looked> {
  const known = await knownSandboxes(
    database(env.DB),
    present.map(({ id }) => id),
  );
  const orphans = present
    .filter(({ id, started_at }) => mayBeOrphan(known.get(id), Date.parse(started_at), now))
    .sort((one, other) => Date.parse(one.started_at) - Date.parse(other.started_at))
    .slice(0, BATCH)
    .map((sandbox) => ({ ...sandbox, team_id: known.get(sandbox.id)?.team_id ?? null }));
  return lookAtEach(orphans, (orphan) => judge(env, engine, orphan));
}

function mayBeOrphan(known: KnownSandbox | undefined, started_at: number, now: number): boolean {
  if (now - started_at <= ORPHAN_AGE_MS) return false;
  if (!known) return true;
  const gone = known.state === "destroyed" || (known.state === "error" && known.container === "none");
  return gone && now - known.updated_at > UNCHANGED_FOR_MS;
}

async function judge(env: ServiceEnv, engine: SandboxEngine, orphan: Orphan): Promise<Outcome> {
  const { id: sandbox_id, generation } = orphan;
  if (await belongsToExport(env, sandbox_id)) return null;
  const stub = sandboxStub(env, sandbox_id);
  const record = await stub.record();
  const finding = { sandbox_id, team_id: record?.team_id ?? orphan.team_id };
  switch (await stub.leftoverFound(generation)) {
    case "at_work":
      await stub.poke();
      return { finding: { ...finding, action: "orphan.kept", data: { state: record?.state } } };
    case "unknown":
      await engine.destroy(sandbox_id);
      break;
    case "destroyed":
      break;
  }
  return { finding: { ...finding, action: "orphan.destroyed", data: { generation } } };
}

async function belongsToExport(env: ServiceEnv, engine_id: string): Promise<boolean> {
  const parent_id = scratchParent(engine_id);
  if (parent_id === null) return false;
  const parent = await sandboxStub(env, parent_id).record();
  return parent?.operation?.type === "export";
}
