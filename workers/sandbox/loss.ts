import type { Report } from "../domain/lifecycle.ts";
import { EngineError, type SandboxEngine } from "../engines/engine.ts";

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
