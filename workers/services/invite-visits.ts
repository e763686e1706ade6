/** The page of an invite, for whoever opens it: signed in or not. Tokens can't be tried at speed. */
import type { Person } from "../auth/viewer.ts";
import { database } from "../data/database.ts";
import { findMember } from "../data/members.ts";
import { switchSession } from "../data/teams.ts";
import type { Account } from "../domain/account.ts";
import { RateLimit } from "../domain/rate-limit.ts";
import { ok, type Refusal, type Result, refuse } from "../domain/refusal.ts";
import { acceptInvite, findInvite, joinAsNewPerson, type OpenInvite } from "./invites.ts";
import { signIn } from "./sessions.ts";

/** A minute and address; of all together where addresses can't be known. */
const FROM_ONE = 30;
const FROM_ALL = 120;
/** Accounts that are made: each costs a password's hash. */
const ACCOUNTS_FROM_ONE = 6;
const visits = new RateLimit();

export interface InviteVisitor {
  readonly env: Env;
  readonly person: Person | null;
  readonly address: string | null;
  /** Epoch ms. */
  readonly now: number;
}

export interface InvitePage {
  readonly invite: OpenInvite;
  /** Who would accept it: whoever is signed in here. */
  readonly person: { readonly name: string; readonly email: string } | null;
  /** They are in the team already. */
  readonly is_member: boolean;
}

/** Refuses as `findInvite`, or with `rate_limited`. */
export async function visitInvite(visitor: InviteVisitor, token: string): Promise<Result<InvitePage>> {
  const { env, person, now } = visitor;
  if (tooOften(visitor, "visit", FROM_ONE)) return refuse(TOO_OFTEN);
  const invite = await findInvite(env, token, now);
  if (!invite.ok) return invite;
  const { team_id } = invite.value.team;
  const member = person && (await findMember(database(env.DB), team_id, person.user_id));
  return ok({
    invite: invite.value,
    person: person && { name: person.name, email: person.email },
    is_member: Boolean(member),
  });
}

/** Whoever is signed in joins, and is in that team from now on. Refuses as `acceptInvite`, or with `rate_limited`. */
export async function acceptAsSignedIn(
  visitor: InviteVisitor & { readonly person: Person },
  token: string,
): Promise<Result<null>> {
  const { env, person, address, now } = visitor;
  if (tooOften(visitor, "visit", FROM_ONE)) return refuse(TOO_OFTEN);
  const joined = await acceptInvite(env, { token, user_id: person.user_id, address }, now);
  if (!joined.ok) return joined;
  await switchSession(database(env.DB), person, joined.value.team_id);
  return ok(null);
}

/**
 * Somebody new makes an account, joins and is signed in; `cookies` are empty where signing in has to be done by hand.
 * Refuses as `joinAsNewPerson`, or with `rate_limited`.
 */
export async function joinAndSignIn(
  visitor: InviteVisitor,
  request: Request,
  input: Account & { readonly token: string },
): Promise<Result<{ readonly cookies: readonly string[] }>> {
  const { env, address, now } = visitor;
  if (tooOften(visitor, "account", ACCOUNTS_FROM_ONE)) return refuse(TOO_OFTEN);
  const joined = await joinAsNewPerson(env, { ...input, address }, now);
  if (!joined.ok) return joined;
  const signed = await signIn(env, request, { email: joined.value.email, password: input.password });
  return ok({ cookies: signed.ok ? signed.value.cookies : [] });
}

function tooOften({ address, now }: InviteVisitor, what: string, fromOne: number): boolean {
  const limit = address === null ? (fromOne * FROM_ALL) / FROM_ONE : fromOne;
  return visits.exceeded(`${what} ${address ?? "everybody"}`, limit, now);
}

const TOO_OFTEN: Refusal = {
  reason_code: "rate_limited",
  message: "There were too many visits of invites.",
  retryable: true,
  next_step: "Wait a minute, then open the link again.",
  retry_after_seconds: 60,
};
