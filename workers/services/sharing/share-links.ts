/** Share links as those manage them who may share the sandbox. */
import { hashPassword } from "../../auth/password.ts";
import { database } from "../../data/database.ts";
import { type GuestRow, listGuests } from "../../data/guests.ts";
import { createShare, listShares, revokeShare, type Share } from "../../data/shares.ts";
import { can, notFound, resourceOf } from "../../domain/access.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { SHARES_PER_SANDBOX, type ShareBody } from "../../domain/sharing/share.ts";
import { checkShare, type ShareInput } from "../../domain/sharing/share-request.ts";
import { shareStatus } from "../../domain/sharing/share-status.ts";
import { noLaterThan } from "../accounts/token-end.ts";
import { audited, guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { newShareId } from "../ids.ts";
import { revoking } from "../revocations.ts";
import { type FoundSandbox, findSandbox } from "../sandboxes/find-sandbox.ts";

/** `url` ends in the token, of which this is the only copy. */
export type ShareMade = ShareBody & { readonly url: string };

/** Those that still let in first, then those that ended in the last 30 days; each newest first. */
export async function listShareLinks(
  context: ServiceContext,
  input: { readonly name: string },
): Promise<Result<{ readonly items: readonly ShareBody[] }>> {
  return guarded(context, { action: "share.list", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "shares.manage");
    if (!found.ok) return found;
    const db = database(context.env.DB);
    const { id } = found.value;
    const [shares, guests] = await Promise.all([listShares(db, id, context.now), listGuests(db, id)]);
    const guestsOf = Map.groupBy(guests, ({ share_id }) => share_id);
    return ok({ items: shares.map((share) => shareBody(share, guestsOf.get(share.id) ?? [], context.now)) });
  });
}

/**
 * A link that is made with a token ends no later than the token. Refuses with `too_many_shares`, `part_not_available`, the field that is wrong, or `scope_missing`: a token makes no link that
 * may type where it may not itself.
 */
export async function makeShareLink(
  context: ServiceContext,
  input: ShareInput & { readonly name: string },
): Promise<Result<ShareMade>> {
  const { role, parts, expires_in_minutes, max_uses = null } = input;
  const share_id = newShareId();
  const has_password = typeof input.password === "string";
  const data = { share_id, role, parts, expires_in_minutes, max_uses, has_password };
  return audited(context, { action: "share.created", target: `sandbox:${input.name}`, data }, async () => {
    const found = await findSandbox(context, input.name, "shares.manage");
    if (!found.ok) return found;
    const checked = checkShare(input);
    if (!checked.ok) return checked;
    if (role === "interact" && parts.includes("terminal")) {
      const types = can(context.viewer, "terminals.type", resourceOf(found.value.row.record));
      if (!types.ok) return refuse({ ...types.refusal, field: "role" });
    }
    return insert(context, found.value, share_id, checked.value);
  });
}

type Checked = Extract<ReturnType<typeof checkShare>, { ok: true }>["value"];

async function insert(
  { env, viewer, now, origin }: ServiceContext,
  { id: sandbox_id, row }: FoundSandbox,
  id: string,
  { role, parts, label, max_uses, password, lifetime_ms }: Checked,
): Promise<Result<ShareMade>> {
  const { team_id, user_id, name, role: maker_role } = viewer;
  const db = database(env.DB);
  const kept = {
    id,
    team_id,
    sandbox_id,
    label,
    role,
    parts,
    password_hash: password === null ? null : await hashPassword(password),
    max_uses,
    created_at: now,
    expires_at: await noLaterThan(db, viewer, now + lifetime_ms),
  };
  const made_with = viewer.token?.token_id ?? null;
  const token = await createShare(db, { ...kept, created_by: user_id, made_with });
  if (token === null) return refuse(TOO_MANY);
  const maker = { user_id, name, role: maker_role };
  const share: Share = { ...kept, uses: 0, revoked_at: null, maker, record: row.record };
  return ok({ ...shareBody(share, [], now), url: `${origin}/s/${token}` });
}

/** At once: whoever is in through it is out. One that was revoked before is a success. */
export async function revokeShareLink(
  context: ServiceContext,
  { name, share_id }: { readonly name: string; readonly share_id: string },
): Promise<Result<null>> {
  const deed = { action: "share.revoked", target: `sandbox:${name}`, data: { share_id } };
  return audited(context, deed, async () => {
    const found = await findSandbox(context, name, "shares.manage");
    if (!found.ok) return found;
    const { env, now } = context;
    const sandbox_id = found.value.id;
    const lost = { where: { sandbox_id }, match: { share_id }, reason: "the share link was taken back" };
    return revoking(env, lost, now, async () => {
      const outcome = await revokeShare(database(env.DB), { sandbox_id, id: share_id }, now);
      return outcome === "unknown" ? refuse(notFound("share link")) : ok(null);
    });
  });
}

function shareBody(share: Share, guests: readonly GuestRow[], now: number): ShareBody {
  const { role, parts, label, max_uses, uses, maker, revoked_at } = share;
  return {
    share_id: share.id,
    role,
    parts,
    label,
    has_password: share.password_hash !== null,
    max_uses,
    uses,
    created_by: { user_id: maker.user_id, name: maker.name },
    created_at: iso(share.created_at),
    expires_at: iso(share.expires_at),
    revoked_at: revoked_at === null ? null : iso(revoked_at),
    status: shareStatus(share, now),
    guests: guests.map((guest) => ({
      guest_id: guest.id,
      name: guest.name,
      joined_at: iso(guest.joined_at),
      last_seen_at: iso(guest.last_seen_at),
    })),
  };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

const TOO_MANY: Refusal = {
  reason_code: "too_many_shares",
  message: `This sandbox has ${SHARES_PER_SANDBOX} share links already.`,
  retryable: false,
  next_step: "Revoke one that is no longer needed.",
};
