import { database } from "../data/database.ts";
import { findSandboxByName, type Projection } from "../data/sandboxes.ts";
import { type Ability, can, notFound } from "../domain/access.ts";
import { normaliseName } from "../domain/names.ts";
import { ok, type Result, refuse } from "../domain/refusal.ts";
import type { ServiceContext } from "./context.ts";
import { type SandboxStub, sandboxStub } from "./sandbox-stub.ts";

/** A sandbox that the viewer may do `ability` to. `stub` reaches its one writer; `row` may be a moment old. */
export interface FoundSandbox {
  readonly id: string;
  readonly name: string;
  readonly row: Projection;
  readonly stub: SandboxStub;
}

/**
 * Finds a sandbox of the viewer's team by its name, normalised as launching does (C28). Refuses with `not_found`
 * (also for a name that can't be one), `not_permitted` or `scope_missing`.
 */
export async function findSandbox(
  context: ServiceContext,
  rawName: string,
  ability: Ability,
): Promise<Result<FoundSandbox>> {
  const { env, viewer } = context;
  // A token without the scope learns nothing, not even whether the name exists.
  const mayAtAll = can(viewer, ability);
  if (!mayAtAll.ok && mayAtAll.refusal.reason_code === "scope_missing") return mayAtAll;
  const name = normaliseName(rawName);
  const row = name.ok ? await findSandboxByName(database(env.DB), viewer.team_id, name.value) : undefined;
  if (!row) return refuse(notFound());
  const { record } = row;
  const decision = can(viewer, ability, { team_id: record.team_id, owner_id: record.owner.user_id });
  if (!decision.ok) return decision;
  return ok({ id: record.id, name: record.name, row, stub: sandboxStub(env, record.id) });
}
