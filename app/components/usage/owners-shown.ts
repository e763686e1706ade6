import type { OwnerUsage } from "../../../workers/domain/usage/usage-body.ts";

export interface OwnersShown {
  readonly owners: readonly OwnerUsage[];
  /** `after` of the page that follows; null at the end. */
  readonly next: string | null;
}

/** Owners of a page. */
const SHOWN = 50;

/**
 * Those of whose name `q` is a part, from after the one of that user id; from the beginning where nobody (any more) has it.
 */
export function ownersShown(
  owners: readonly OwnerUsage[],
  { q, cursor }: { readonly q: string; readonly cursor: string | undefined },
  limit = SHOWN,
): OwnersShown {
  const wanted = q.toLowerCase();
  const from = owners.findIndex(({ user_id }) => user_id !== null && user_id === cursor) + 1;
  const found = owners.slice(from).filter(({ name }) => name.toLowerCase().includes(wanted));
  const shown = found.slice(0, limit);
  return { owners: shown, next: found.length > limit ? (shown.at(-1)?.user_id ?? null) : null };
}
