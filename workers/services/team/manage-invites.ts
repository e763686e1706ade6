/** Inviting people into the viewer's team. */
import { database } from "../../data/database.ts";
import {
  createInvite as createRow,
  type Invite,
  listOpenInvites,
  revokeInvite as revokeRow,
} from "../../data/invites.ts";
import { findTeam } from "../../data/teams.ts";
import { can, notFound, type Role } from "../../domain/access.ts";
import { readEmail } from "../../domain/people/account.ts";
import { mayInvite } from "../../domain/people/team-roles.ts";
import { wholeNumber } from "../../domain/policy/whole-number.ts";
import { ok, type Result, refuse } from "../../domain/refusal.ts";
import { audited, guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { newInviteId } from "../ids.ts";
import { type Mailed, mailInvite } from "./invite-mail.ts";
import { TOO_MANY } from "./invite-refusals.ts";

export const INVITE_DAYS_DEFAULT = 7;
export const INVITE_DAYS_MAX = 30;
/** Open ones of a team. */
const INVITES_MAX = 100;

/** The link itself is never shown again. Times are ISO 8601 UTC. */
export interface InviteBody {
  readonly invite_id: string;
  readonly role: Role;
  /** The one address that it is for; null = whoever has the link. */
  readonly email: string | null;
  readonly made_by: { readonly user_id: string; readonly name: string };
  readonly created_at: string;
  readonly expires_at: string;
}

export interface InviteMadeBody extends InviteBody {
  /** Ends in `/invite/TOKEN`: the only copy there will ever be. */
  readonly url: string;
  readonly mail: Mailed;
}

export interface InviteInput {
  readonly role: Role;
  /** The one address that may accept it, and where the link is sent; absent or empty = whoever has the link. */
  readonly email?: string;
  /** 1 to INVITE_DAYS_MAX; INVITE_DAYS_DEFAULT when absent. */
  readonly expires_in_days?: number;
}

/** Those that can be accepted now, oldest first. */
export async function listInvites(
  context: ServiceContext,
): Promise<Result<{ readonly items: readonly InviteBody[] }>> {
  return guarded(context, { action: "invite.list", target: null }, async () => {
    const { env, viewer, now } = context;
    const decision = can(viewer, "members.manage");
    if (!decision.ok) return decision;
    const open = await listOpenInvites(database(env.DB), viewer.team_id, now);
    return ok({ items: open.map((invite) => inviteBody(invite, invite.maker)) });
  });
}

/** A mail that could not be sent is told, and the invite stays. Refuses with `role_beyond_own` or `too_many_invites`. */
export async function createInvite(
  context: ServiceContext,
  input: InviteInput,
): Promise<Result<InviteMadeBody>> {
  const { env, viewer, now, origin } = context;
  const id = newInviteId();
  const deed = {
    action: "invite.created",
    target: `invite:${id}`,
    data: { role: input.role, email: input.email },
  };
  return audited(context, deed, async () => {
    const decision = can(viewer, "members.manage");
    if (!decision.ok) return decision;
    const allowed = mayInvite(viewer.role, input.role);
    if (!allowed.ok) return allowed;
    const email = input.email?.trim() ? readEmail(input.email) : ok(null);
    if (!email.ok) return email;
    const bounds = { field: "expires_in_days", min: 1, max: INVITE_DAYS_MAX, unit: "days" };
    const days = wholeNumber(input.expires_in_days ?? INVITE_DAYS_DEFAULT, bounds);
    if (!days.ok) return days;
    const db = database(env.DB);
    const invite: Invite = {
      ...{ id, team_id: viewer.team_id, role: input.role, email: email.value, made_by: viewer.user_id },
      ...{ created_at: now, expires_at: now + days.value * 86_400_000 },
    };
    const token = await createRow(db, invite, INVITES_MAX);
    if (token === undefined) return refuse(TOO_MANY);
    const url = `${origin}/invite/${token}`;
    const team = (await findTeam(db, viewer.team_id))?.name ?? "";
    const mail = await mailInvite(env, { ...invite, url, team, from: viewer.name });
    return ok({ ...inviteBody(invite, viewer.name), url, mail });
  });
}

/** Refuses with `not_found` when it is not open any more. */
export async function revokeInvite(
  context: ServiceContext,
  { invite_id }: { readonly invite_id: string },
): Promise<Result<null>> {
  return audited(context, { action: "invite.revoked", target: `invite:${invite_id}` }, async () => {
    const { env, viewer, now } = context;
    const decision = can(viewer, "members.manage");
    if (!decision.ok) return decision;
    const revoked = await revokeRow(database(env.DB), viewer.team_id, invite_id, now);
    return revoked ? ok(null) : refuse(notFound("invite"));
  });
}

function inviteBody(invite: Invite, maker: string): InviteBody {
  return {
    invite_id: invite.id,
    role: invite.role,
    email: invite.email,
    made_by: { user_id: invite.made_by, name: maker },
    created_at: new Date(invite.created_at).toISOString(),
    expires_at: new Date(invite.expires_at).toISOString(),
  };
}
