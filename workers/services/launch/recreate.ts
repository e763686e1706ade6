import { deleteAbandonedLaunch } from "../../data/abandoned-launches.ts";
import { database } from "../../data/database.ts";
import { replaceSandbox } from "../../data/sandboxes.ts";
import { actorOf, can, resourceOf } from "../../domain/access.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import type { SandboxRecord } from "../../domain/sandbox.ts";
import type { ServiceContext } from "../context.ts";
import { newOperationId } from "../ids.ts";
import type { FoundSandbox } from "../sandboxes/find-sandbox.ts";
import { failureOf } from "../sandboxes/operations.ts";

/** How long one launch request waits for the old sandbox's save and teardown, ms. */
const RECREATE_WAIT_MS = 120_000;

/**
 * Saves and tears down the sandbox that holds a name, by the same commands as anybody, then frees the name. A save
 * that fails leaves the old one as it is. Refuses with `recreate_in_progress` when it takes longer: the same launch,
 * repeated, goes on from there.
 */
export async function replaceExisting(
  context: ServiceContext,
  { id, row, stub }: FoundSandbox,
  record: SandboxRecord | null,
): Promise<Result<null>> {
  const { env, viewer, now } = context;
  const db = database(env.DB);
  const decision = can(viewer, "sandboxes.teardown", resourceOf(row.record));
  if (!decision.ok) return decision;
  if (!record) {
    await deleteAbandonedLaunch(db, id);
    return ok(null);
  }
  if (record.state !== "destroyed" || record.operation) {
    const gone = await tearDown(context, stub, record);
    if (!gone.ok) return gone;
  }
  return (await replaceSandbox(db, id, now)) ? ok(null) : refuse(inProgress(undefined));
}

async function tearDown(
  { viewer }: ServiceContext,
  stub: FoundSandbox["stub"],
  { operation }: SandboxRecord,
): Promise<Result<null>> {
  let operation_id = operation?.type === "teardown" ? operation.id : null;
  if (!operation_id) {
    const request = { operation_id: newOperationId(), actor: actorOf(viewer), force: true, discard: false };
    const accepted = await stub.teardown(request);
    if (!accepted.ok) return accepted;
    operation_id = accepted.value.operation_id;
  }
  const outcome = await stub.waitForOperation(operation_id, RECREATE_WAIT_MS);
  if (outcome?.status === "failed") return refuse(failureOf(outcome));
  return outcome?.status === "succeeded" ? ok(null) : refuse(inProgress(operation_id));
}

function inProgress(operation_id: string | undefined): Refusal {
  return {
    reason_code: "recreate_in_progress",
    message: "The old sandbox of this name is still being saved and torn down.",
    retryable: true,
    next_step: "Repeat the launch when that has ended.",
    ...(operation_id ? { operation_id } : {}),
  };
}
