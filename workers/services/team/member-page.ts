/** The team's members as its page shows them: so many at a time, and what removing one of them leaves to decide. */
import { database } from "../../data/database.ts";
import { countMembers, findMember, listMembers, memberPage, sandboxesByOwner } from "../../data/members.ts";
import { can } from "../../domain/access.ts";
import { mayRemove } from "../../domain/people/team-roles.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import { decodeCursor, encodeCursor, PAGE_LIMIT_DEFAULT } from "../../domain/sandbox/listing.ts";
import { guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { type MemberBody, memberBody } from "./members.ts";

export interface MemberPageBody {
  readonly items: readonly MemberOnPage[];
  readonly next_cursor: string | null;
  /** Of the whole team, whatever is searched for. */
  readonly members: number;
  readonly owners: number;
}

export interface MemberOnPage extends MemberBody {
  /** How many they own; null for whoever does not manage the members. */
  readonly sandboxes: number | null;
}

/** In order of joining; `q` is found in a name, and by those who see addresses in one of these. Refuses with `invalid_cursor`. */
export async function listMemberPage(
  context: ServiceContext,
  input: { readonly q?: string; readonly cursor?: string; readonly limit?: number },
): Promise<Result<MemberPageBody>> {
  return guarded(context, { action: "member.list", target: null }, async () => {
    const { env, viewer } = context;
    const { team_id } = viewer;
    const decision = can(viewer, "members.read");
    if (!decision.ok) return decision;
    const cursor = input.cursor === undefined ? ok(undefined) : decodeCursor(input.cursor);
    if (!cursor.ok) return cursor;
    const db = database(env.DB);
    const manages = can(viewer, "members.manage").ok;
    const limit = input.limit ?? PAGE_LIMIT_DEFAULT;
    const filter = { team_id, q: input.q || undefined, by_email: manages, cursor: cursor.value, limit };
    const [page, counts] = await Promise.all([memberPage(db, filter), countMembers(db, team_id)]);
    const ids = page.items.map(({ user_id }) => user_id);
    const owned = manages ? await sandboxesByOwner(db, team_id, ids) : null;
    const items = page.items.map((member) => ({
      ...memberBody(viewer, member),
      sandboxes: owned && (owned.get(member.user_id) ?? 0),
    }));
    return ok({ items, next_cursor: page.next_cursor && encodeCursor(page.next_cursor), ...counts });
  });
}

export interface MemberRemovalBody {
  readonly user_id: string;
  readonly name: string;
  readonly sandboxes: number;
  /** Who may be given them; empty where there are none. */
  readonly heirs: readonly { readonly user_id: string; readonly name: string }[];
}

/** Null for whom the viewer can't remove, or who is no member (any more). */
export async function removalOf(
  { env, viewer }: ServiceContext,
  user_id: string,
): Promise<MemberRemovalBody | null> {
  const { team_id } = viewer;
  if (user_id === viewer.user_id || !can(viewer, "members.manage").ok) return null;
  const db = database(env.DB);
  const member = await findMember(db, team_id, user_id);
  if (!member || !mayRemove(viewer, member).ok) return null;
  const sandboxes = (await sandboxesByOwner(db, team_id, [user_id])).get(user_id) ?? 0;
  const everybody = sandboxes > 0 ? await listMembers(db, team_id) : [];
  const heirs = everybody.filter((one) => one.user_id !== user_id && one.role !== "viewer");
  return {
    ...{ user_id, name: member.name, sandboxes },
    heirs: heirs.map((heir) => ({ user_id: heir.user_id, name: heir.name })),
  };
}
