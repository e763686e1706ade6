/** What was begun by right, and goes on for longer than the right may: looked at again while it lasts. */
import { database } from "../../data/database.ts";
import { standingOf } from "../../data/standing.ts";
import type { Ability } from "../../domain/access.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { EngineError } from "../../engines/engine.ts";
import type { ServiceContext } from "../context.ts";
import { findSandbox } from "../sandboxes/find-sandbox.ts";

/** As long as somebody is let into a preview without being asked about again, ms. */
const ASKED_AGAIN_MS = 5_000;

/**
 * Aborts `ended`, with an `EngineError` that says why, once the viewer may no longer do `ability` to the sandbox of that
 * name. Answers what stops the asking. A database that does not answer ends nothing.
 */
export function watchRight(
  context: ServiceContext,
  { name, ability }: { readonly name: string; readonly ability: Ability },
  ended: AbortController,
): () => void {
  const timer = setInterval(async () => {
    try {
      const refusal = await refusalNow(context, name, ability);
      if (refusal) ended.abort(new EngineError(refusal));
    } catch (error) {
      console.warn(`whether somebody may still use ${name} could not be asked: ${String(error)}`);
    }
  }, ASKED_AGAIN_MS);
  return () => clearInterval(timer);
}

async function refusalNow(context: ServiceContext, name: string, ability: Ability): Promise<Refusal | null> {
  const now = Date.now();
  const viewer = await standingOf(database(context.env.DB), context.viewer, now);
  if (!viewer) return SHUT_OUT;
  const found = await findSandbox({ ...context, viewer, now }, name, ability);
  return found.ok ? null : found.refusal;
}

const SHUT_OUT: Refusal = {
  reason_code: "rights_ended",
  message:
    "Your session or token has ended, or you are no longer in the team. The command was ended with it.",
  retryable: false,
  next_step: "Sign in again, or ask an admin of the team.",
};
