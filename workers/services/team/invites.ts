/** Coming in by an invite: what its page shows, and the two ways to accept it. */
import { hashPassword } from "../../auth/password.ts";
import { findAccount } from "../../data/accounts.ts";
import { appendAudit, type NewAuditEntry } from "../../data/audit.ts";
import { database } from "../../data/database.ts";
import { type FoundInvite, findInviteByToken } from "../../data/invites.ts";
import { joinByInvite, makeAccountByInvite } from "../../data/joining.ts";
import { findMember } from "../../data/members.ts";
import { notFound, type Role } from "../../domain/access.ts";
import { type Account, checkAccount } from "../../domain/people/account.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import * as refusals from "./invite-refusals.ts";

type InviteEnv = Pick<Env, "DB">;

/** Who invites to which team as what. */
export interface OpenInvite {
  readonly invite_id: string;
  readonly team: { readonly team_id: string; readonly name: string };
  readonly role: Role;
  /** Lower case: the one address that may accept it; null = whoever has the link. */
  readonly email: string | null;
  /** The inviting person's name. */
  readonly from: string;
  /** ISO 8601 UTC. */
  readonly expires_at: string;
}

/** Where somebody joined. */
export interface Joined {
  readonly team_id: string;
  readonly role: Role;
  readonly user_id: string;
}

/** Refuses with `not_found` (404), or `invite_used`, `invite_revoked` or `invite_expired` (410). */
export async function findInvite(env: InviteEnv, token: string, now: number): Promise<Result<OpenInvite>> {
  const found = await findOpen(env, token, now);
  return found.ok ? ok(openInvite(found.value)) : found;
}

/**
 * Somebody who has an account joins, if the invite is still open in the statement that uses it up. Refuses as
 * `findInvite`, and with `invite_for_another` (403) or `already_member` (409), which leave it open.
 */
export async function acceptInvite(
  env: InviteEnv,
  input: { readonly token: string; readonly user_id: string; readonly address?: string | null },
  now: number,
): Promise<Result<Joined>> {
  const { token, user_id, address = null } = input;
  const db = database(env.DB);
  const found = await findInviteByToken(db, token);
  if (!found) return refuse(notFound("invite"));
  const { team_id, role } = found;
  const [before, account] = await Promise.all([findMember(db, team_id, user_id), findAccount(db, user_id)]);
  const joiner = { user_id, address, label: account?.name ?? user_id };
  const told = entryOf(found, joiner, ok(null), now);
  const joined = !before && (await joinByInvite(db, { token, user_id }, now, told));
  if (joined) return ok({ team_id, role, user_id });
  const why = async () => {
    if (before) return refusals.ALREADY_MEMBER;
    const open = await findOpen(env, token, now);
    return open.ok ? refusals.forAnother(found.email) : open.refusal;
  };
  const refused = refuse(await why());
  await appendAudit(db, entryOf(found, joiner, refused, now));
  return refused;
}

/**
 * Somebody new makes an account and joins with it, or neither. Refuses as `acceptInvite`, with `invalid_input`, or with
 * `email_taken` (409): then they sign in and come back.
 */
export async function joinAsNewPerson(
  env: InviteEnv,
  input: Account & { readonly token: string; readonly address: string | null },
  now: number,
): Promise<Result<Joined & { readonly email: string }>> {
  const { token, address } = input;
  const found = await findOpen(env, token, now);
  if (!found.ok) return found;
  const { team_id, role } = found.value;
  const account = checkAccount({ ...input, email: found.value.email ?? input.email });
  if (!account.ok) return account;
  const { name, email, password } = account.value;
  const user_id = `user_${crypto.randomUUID()}`;
  const person = { user_id, name, email, password_hash: await hashPassword(password) };
  const told = entryOf(found.value, { user_id, address, label: name, is_new: true }, ok(null), now);
  const made = await makeAccountByInvite(database(env.DB), token, person, now, told);
  if (made === "email_taken") return refuse(refusals.EMAIL_TAKEN);
  if (made === "not_open") {
    const since = await findOpen(env, token, now);
    return since.ok ? refuse(refusals.forAnother(since.value.email)) : since;
  }
  return ok({ team_id, role, user_id, email });
}

async function findOpen(env: InviteEnv, token: string, now: number): Promise<Result<FoundInvite>> {
  const found = await findInviteByToken(database(env.DB), token);
  if (!found) return refuse(notFound("invite"));
  const ended = endOf(found, now);
  return ended ? refuse(ended) : ok(found);
}

function endOf({ used_at, revoked_at, expires_at }: FoundInvite, now: number): Refusal | null {
  if (used_at !== null) return refusals.USED;
  if (revoked_at !== null) return refusals.REVOKED;
  return expires_at <= now ? refusals.EXPIRED : null;
}

function openInvite({ id, team_id, team, role, email, maker, expires_at }: FoundInvite): OpenInvite {
  const until = new Date(expires_at).toISOString();
  return {
    ...{ invite_id: id, team: { team_id, name: team }, role },
    ...{ email, from: maker, expires_at: until },
  };
}

interface Joiner {
  readonly user_id: string;
  readonly address: string | null;
  /** Their name. */
  readonly label: string;
  /** They make their account by it. */
  readonly is_new?: true;
}

/** The team that they were invited to reads of it: with their joining, in one transaction, or that they were refused. */
function entryOf(
  { id, team_id, role, made_by }: FoundInvite,
  { user_id, address, label, is_new }: Joiner,
  result: Result<unknown>,
  now: number,
): NewAuditEntry {
  const refusal = result.ok ? {} : { reason_code: result.refusal.reason_code };
  return {
    team_id,
    at: now,
    actor: { kind: "user", id: user_id, label },
    address,
    action: "invite.accepted",
    outcome: result.ok ? "done" : "refused",
    target: `invite:${id}`,
    data: { role, invited_by: made_by, ...(is_new ? { new_account: true } : {}), ...refusal },
  };
}
