import type { Refusal } from "../../domain/refusal.ts";
import { EngineError, type EngineHealth } from "../../engines/engine.ts";
import { type EngineEnv, engineFor } from "../../engines/select.ts";
import type { ServiceContext } from "../context.ts";

export interface EngineReport {
  /** Null when the engine did not answer. */
  readonly health: EngineHealth | null;
  /** Why nothing can be launched now. */
  readonly refusal: Refusal | null;
}

/** What the engine enforces here and now, for every member: it says nothing about any sandbox. */
export async function engineHealth({ env }: ServiceContext): Promise<EngineReport> {
  const engine = engineFor(env as EngineEnv);
  if (!engine.ok) return { health: null, refusal: engine.refusal };
  try {
    const health = await engine.value.health();
    return { health, refusal: health.problem ?? null };
  } catch (error) {
    if (error instanceof EngineError) return { health: null, refusal: error.refusal };
    throw error;
  }
}
