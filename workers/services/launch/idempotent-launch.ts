import { database } from "../../data/database.ts";
import { findSandboxById } from "../../data/sandboxes.ts";
import { can, resourceOf } from "../../domain/access.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import type { ServiceContext } from "../context.ts";
import { idempotent } from "../idempotent.ts";
import { failureOf } from "../sandboxes/operations.ts";
import { sandboxStub } from "../sandboxes/sandbox-stub.ts";
import type { Launched } from "./launched.ts";

type Kept = Omit<Launched, "row">;

/**
 * The first request with a key launches; a replay with the same body gets the same operation, as failed when it failed (C6).
 * Refuses as `idempotent` does, and with `launch_in_progress` (the first request has not been answered yet).
 */
export function idempotentLaunch(
  context: ServiceContext,
  key: string | undefined,
  input: object,
  launch: () => Promise<Result<Launched>>,
): Promise<Result<Launched>> {
  return idempotent<Launched, Kept>(context, {
    ...{ key, what: "launch", input, act: launch, inProgress: IN_PROGRESS },
    keep: ({ row: _, ...kept }) => kept,
    replay: (kept) => replay(context, kept),
  });
}

async function replay({ env, viewer }: ServiceContext, kept: Kept): Promise<Result<Launched>> {
  const { sandbox_id, operation_id } = kept;
  const row = await findSandboxById(database(env.DB), sandbox_id);
  if (!row) return refuse(GONE);
  // It may be somebody else's by now, and private.
  const seen = can(viewer, "sandboxes.read", resourceOf(row.record));
  if (!seen.ok) return seen;
  const outcome = operation_id ? await sandboxStub(env, sandbox_id).operation(operation_id) : null;
  if (outcome?.status === "failed") return refuse(failureOf(outcome));
  return ok({ ...kept, row });
}

const IN_PROGRESS: Refusal = {
  reason_code: "launch_in_progress",
  message: "The first request with this idempotency key has not been answered yet.",
  retryable: true,
  next_step: "Repeat the request in a moment.",
};

const GONE: Refusal = {
  reason_code: "sandbox_expired",
  message: "The sandbox that this key launched is no longer kept.",
  retryable: false,
  next_step: "Use a new key for a new launch.",
};
