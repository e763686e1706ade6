/** What an export works in beside its sandbox: a second sandbox of the engine, whose id tells whom it belongs to. */
const SUFFIX = "-ex";

/** What the engine knows the scratch sandbox of `sandbox_id` by. */
export function scratchId(sandbox_id: string): string {
  return `${sandbox_id}${SUFFIX}`;
}

/** The sandbox that an engine's sandbox is the scratch one of; null when it is none. */
export function scratchParent(engine_id: string): string | null {
  return engine_id.endsWith(SUFFIX) ? engine_id.slice(0, -SUFFIX.length) : null;
}
