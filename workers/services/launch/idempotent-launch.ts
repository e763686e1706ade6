import { database } from "../../data/database.ts";
import { sha256Hex } from "../../data/hashing.ts";
import {
  claimIdempotencyKey,
  finishIdempotencyKey,
  type IdempotentRequest,
  releaseIdempotencyKey,
} from "../../data/idempotency-keys.ts";
import { findSandboxById } from "../../data/sandboxes.ts";
import { can, resourceOf } from "../../domain/access.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import type { ServiceContext } from "../context.ts";
import { failureOf } from "../sandboxes/operations.ts";
import { sandboxStub } from "../sandboxes/sandbox-stub.ts";
import type { Launched } from "./launched.ts";

/** Characters of a key. */
const KEY_MAX = 200;

/** What is kept of the first request: enough to find what became of it. */
type Kept = Omit<Launched, "row">;

/**
 * The first request with a key launches; a replay with the same body gets the same operation, as failed when it
 * failed (C6). A request that was refused before anything began leaves the key free. Refuses with
 * `idempotency_key_reused` (another body) and `launch_in_progress` (the first request has not been answered yet).
 */
export async function idempotent(
  context: ServiceContext,
  key: string | undefined,
  input: object,
  launch: () => Promise<Result<Launched>>,
): Promise<Result<Launched>> {
  if (key === undefined) return launch();
  if (!new RegExp(`^[\\x21-\\x7e]{1,${KEY_MAX}}$`).test(key)) return refuse(invalidKey());
  const db = database(context.env.DB);
  const { team_id, user_id } = context.viewer;
  const request_hash = await sha256Hex(JSON.stringify([user_id, "launch", sorted(input)]));
  const request: IdempotentRequest = { team_id, key, request_hash };
  const claim = await claimIdempotencyKey(db, request, context.now);
  switch (claim.kind) {
    case "reused_with_other_body":
      return refuse(keyReused());
    case "in_progress":
      return refuse(inProgress());
    case "replay":
      return replay(context, claim.response as Kept);
    case "claimed": {
      const launched = await launch();
      if (launched.ok) {
        const { row: _, ...kept } = launched.value;
        await finishIdempotencyKey(db, request, 200, kept);
      } else {
        await releaseIdempotencyKey(db, request);
      }
      return launched;
    }
  }
}

async function replay({ env, viewer }: ServiceContext, kept: Kept): Promise<Result<Launched>> {
  const { sandbox_id, operation_id } = kept;
  const row = await findSandboxById(database(env.DB), sandbox_id);
  if (!row) return refuse(gone());
  // It may be somebody else's by now, and private.
  const seen = can(viewer, "sandboxes.read", resourceOf(row.record));
  if (!seen.ok) return seen;
  const outcome = operation_id ? await sandboxStub(env, sandbox_id).operation(operation_id) : null;
  if (outcome?.status === "failed") return refuse(failureOf(outcome));
  return ok({ ...kept, row });
}

/** The same body whatever the order of its fields. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, sorted(inner)]);
}

function invalidKey(): Refusal {
  return {
    reason_code: "invalid_idempotency_key",
    message: `An idempotency key is 1 to ${KEY_MAX} printable ASCII characters without spaces.`,
    retryable: false,
    field: "Idempotency-Key",
  };
}

function keyReused(): Refusal {
  return {
    reason_code: "idempotency_key_reused",
    message: "This idempotency key was used for a launch with another body.",
    retryable: false,
    next_step: "Use a new key for a new launch.",
    field: "Idempotency-Key",
  };
}

function inProgress(): Refusal {
  return {
    reason_code: "launch_in_progress",
    message: "The first request with this idempotency key has not been answered yet.",
    retryable: true,
    next_step: "Repeat the request in a moment.",
  };
}

function gone(): Refusal {
  return {
    reason_code: "sandbox_expired",
    message: "The sandbox that this key launched is no longer kept.",
    retryable: false,
    next_step: "Use a new key for a new launch.",
  };
}
