import type { Report } from "../../domain/lifecycle.ts";
import { isServing, type SandboxRecord } from "../../domain/sandbox.ts";
import { EngineError, type SandboxEngine } from "../../engines/engine.ts";

/**
 * Asks the engine whether it still runs this generation; null when it does. Only a plain "no" counts (pitfall C23): an
 * engine that can't be asked, or an answer that is none of an engine's, is thrown as EngineError and says nothing.
 */
export async function lossOf(
  engine: SandboxEngine,
  sandbox_id: string,
  generation: number,
): Promise<Report | null> {
  const status = await engine.status(sandbox_id);
  switch (status.state) {
    case "running":
      return status.generation === generation
        ? null
        : lost(generation, "The engine runs another start of it.");
    case "stopped":
      return lost(generation, "The sandbox stopped without being asked to.");
    case "absent":
      return lost(generation, "The engine no longer has this sandbox.");
    default:
      throw new EngineError({
        reason_code: "engine_unreachable",
        message: "What answers in the engine's place says nothing about this sandbox.",
        retryable: true,
        next_step: "Check that the engine's address is right.",
      });
  }
}

/**
 * What the cron's question finds: asked also when the connection seems to stand, and in `error`, where nothing else
 * would ask. Null when all is well, or the engine can't be asked now.
 */
export async function lossSeen(engine: SandboxEngine, record: SandboxRecord): Promise<Report | null> {
  const expected = isServing(record.state) || isHeldInError(record);
  if (!expected) return null;
  try {
    return await lossOf(engine, record.id, record.generation);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    console.warn(`engine about sandbox ${record.id}: ${error.message}`);
    return null;
  }
}

/** Whether the engine may rightly have something of it; only then is what it has no left-over. */
export function mayBeInEngine({ state, container, operation }: SandboxRecord): boolean {
  return container !== "none" || operation !== null || (state !== "destroyed" && state !== "error");
}

function isHeldInError({ state, container }: SandboxRecord): boolean {
  return state === "error" && container === "present";
}

function lost(generation: number, message: string): Report {
  return {
    type: "agent_lost",
    generation,
    refusal: {
      reason_code: "sandbox_lost",
      message,
      retryable: true,
      next_step: "Retry brings it up again, with its files where the engine still has them.",
    },
  };
}
