import type { Database } from "../../data/database.ts";
import { tokenEnd } from "../../data/tokens.ts";
import type { Viewer } from "../../domain/access.ts";

/**
 * When something ends that the viewer makes, epoch ms: what a token makes (links, other tokens) lasts no longer than the
 * token, or its end would mean nothing to whoever has got hold of it.
 */
export async function noLaterThan(db: Database, { token }: Viewer, end: number): Promise<number> {
  const own = token && (await tokenEnd(db, token.token_id));
  return own === null ? end : Math.min(own, end);
}
