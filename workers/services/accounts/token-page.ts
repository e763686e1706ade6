import { database } from "../../data/database.ts";
import { tokenPage, workingLines } from "../../data/token-page.ts";
import { can } from "../../domain/access.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import { decodeCursor, encodeCursor, PAGE_LIMIT_DEFAULT } from "../../domain/sandbox/listing.ts";
import { guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { type TokenBody, tokenBody } from "./tokens.ts";

export interface TokenOnPageBody {
  readonly token: TokenBody;
  /** What the token is called that it was made with. */
  readonly made_with_name: string | null;
  /** Names of the tokens that end with it. */
  readonly end_with_it: readonly string[];
}

export interface TokenPageBody {
  readonly items: readonly TokenOnPageBody[];
  readonly next_cursor: string | null;
}

export interface TokenQuery {
  /** Revoked and expired ones, instead of those that work. */
  readonly ended: boolean;
  /** Found in the name, the first characters, or the holder's name. */
  readonly q?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

/** Newest first: the viewer's own, and for admins the whole team's. Refuses with `invalid_cursor`. */
export async function listTokenPage(
  context: ServiceContext,
  { ended, q, cursor, limit = PAGE_LIMIT_DEFAULT }: TokenQuery,
): Promise<Result<TokenPageBody>> {
  return guarded(context, { action: "token.list", target: null }, async () => {
    const { env, viewer, now } = context;
    const { team_id } = viewer;
    const decision = can(viewer, "tokens.manage");
    if (!decision.ok) return decision;
    const from = cursor === undefined ? ok(undefined) : decodeCursor(cursor);
    if (!from.ok) return from;
    const everybodys = can(viewer, "tokens.manage", { team_id, owner_id: "" }).ok;
    const user_id = everybodys ? undefined : viewer.user_id;
    const db = database(env.DB);
    const page = await tokenPage(
      db,
      { team_id, user_id, ended, q: q || undefined, cursor: from.value, limit },
      now,
    );
    const lines = await workingLines(
      db,
      page.items.map(({ id }) => id),
      now,
    );
    return ok({
      items: page.items.map((token) => ({
        token: tokenBody(token),
        made_with_name: token.made_with_name,
        end_with_it: lines.get(token.id) ?? [],
      })),
      next_cursor: page.next_cursor && encodeCursor(page.next_cursor),
    });
  });
}
