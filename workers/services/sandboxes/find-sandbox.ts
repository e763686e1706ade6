import { database } from "../../data/database.ts";
import { findSandboxById, findSandboxByName, type Projection } from "../../data/sandboxes.ts";
import { type Ability, type Caller, can, notFound, resourceOf } from "../../domain/access.ts";
import { normaliseName } from "../../domain/names.ts";
import { ok, type Result, refuse } from "../../domain/refusal.ts";
import { noteOwner } from "../audit/on-behalf-of.ts";
import type { ServiceContext } from "../context.ts";
import { type SandboxStub, sandboxStub } from "./sandbox-stub.ts";

/** A sandbox that the viewer may do `ability` to. `stub` reaches its one writer; `row` may be a moment old. */
export interface FoundSandbox {
  readonly id: string;
  readonly name: string;
  readonly row: Projection;
  readonly stub: SandboxStub;
}

/**
 * Finds a sandbox of the viewer's team by its name, normalised as launching does (C28); guests have the one that was
 * shared with them, whatever it is called. Refuses with `not_found` (also for a name that can't be one), `not_permitted`,
 * `not_shared` or `scope_missing`.
 */
export async function findSandbox(
  context: ServiceContext<Caller>,
  rawName: string,
  ability: Ability,
): Promise<Result<FoundSandbox>> {
  const { env, viewer } = context;
  // A token without the scope learns nothing, not even whether the name exists.
  const mayAtAll = can(viewer, ability);
  if (!mayAtAll.ok && mayAtAll.refusal.reason_code === "scope_missing") return mayAtAll;
  const row = await rowFor(env, viewer, rawName);
  if (!row) return refuse(notFound());
  const { record } = row;
  noteOwner(context, rawName, record);
  const decision = can(viewer, ability, resourceOf(record));
  if (!decision.ok) return decision;
  return ok({ id: record.id, name: record.name, row, stub: sandboxStub(env, record.id) });
}

async function rowFor(
  { DB }: ServiceContext["env"],
  viewer: Caller,
  rawName: string,
): Promise<Projection | undefined> {
  const db = database(DB);
  if (viewer.kind === "guest") return await findSandboxById(db, viewer.sandbox_id);
  const name = normaliseName(rawName);
  return name.ok ? await findSandboxByName(db, viewer.team_id, name.value) : undefined;
}
