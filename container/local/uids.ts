/** Host uids of sandboxes, when the engine is root: one each, from a range that belongs to this data folder. */
const FIRST = 1_100_000_000;
const PER_INSTANCE = 20_000;
const INSTANCES = 40_000;

/**
 * The lowest uid that none of `taken` has. `instance` is a hex string; engines on one host with other data
 * folders almost surely get other ranges, and never the host's own users (subordinate ranges lie far below).
 */
export function allocateUid(instance: string, taken: Iterable<number>): number {
  const first = FIRST + (Number.parseInt(instance.slice(0, 8), 16) % INSTANCES) * PER_INSTANCE;
  const used = new Set(taken);
  for (let uid = first; uid < first + PER_INSTANCE; uid += 1) {
    if (!used.has(uid)) return uid;
  }
  throw new Error(`all ${PER_INSTANCE} uids of this engine are in use`);
}
