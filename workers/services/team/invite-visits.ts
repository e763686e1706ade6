/** The page of an invite, for whoever opens it: signed in or not. Tokens can't be tried at speed. */
import type { Person } from "../../auth/viewer.ts";
import { database } from "../../data/database.ts";
import { findInviteByToken } from "../../data/invites.ts";
import { findMember } from "../../data/members.ts";
import { switchSession } from "../../data/teams.ts";
import { ANONYMOUS } from "../../domain/audit/audit.ts";
import type { Account } from "../../domain/people/account.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { guessFrom } from "../accounts/guessing.ts";
import { signIn } from "../accounts/sessions.ts";
import { noteAttempt, noteStranger } from "../audit/attempts.ts";
import { acceptInvite, findInvite, joinAsNewPerson, type OpenInvite } from "./invites.ts";

export interface InviteVisitor {
  readonly env: Env;
  readonly person: Person | null;
  readonly address: string | null;
  /** Epoch ms. */
  readonly now: number;
  readonly request_id?: string;
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
  const invite = await visited(visitor, { action: "invite.opened" }, token, () =>
    findInvite(env, token, now),
  );
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
  const joined = await visited(visitor, { ...ACCEPTED, told: true }, token, () =>
    acceptInvite(env, { token, user_id: person.user_id, address }, now),
  );
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
  const accounts = await guessFrom(env, "invite_account", address, now);
  const joined = await visited(visitor, ACCEPTED, input.token, async () =>
    accounts.allowed ? await joinAsNewPerson(env, { ...input, address }, now) : refuse(accounts.refusal),
  );
  if (!joined.ok) return joined;
  const signed = await signIn(env, request, { email: joined.value.email, password: input.password });
  return ok({ cookies: signed.ok ? signed.value.cookies : [] });
}

interface Deed {
  readonly action: "invite.opened" | "invite.accepted";
  /** What is done with an invite that there is, is told by whoever does it. */
  readonly told?: true;
}

const ACCEPTED: Deed = { action: "invite.accepted" };

/** Counts what is no visit of an open invite, and writes down what was refused. */
async function visited<T>(
  visitor: InviteVisitor,
  deed: Deed,
  token: string,
  visit: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const { env, address, now } = visitor;
  const attempt = await guessFrom(env, "invite_visit", address, now);
  const result = attempt.allowed ? await visit() : refuse(attempt.refusal);
  if (result.ok) await attempt.takeBack();
  else await noteRefused(visitor, deed, token, result.refusal);
  return result;
}

/** To the team whose invite it is or was; to those who run the deployment where it is none. */
async function noteRefused(
  { env, person, address, now, request_id = "" }: InviteVisitor,
  { action, told }: Deed,
  token: string,
  refusal: Refusal,
): Promise<void> {
  // A form that is not filled in rightly is no attempt at anything.
  if (refusal.reason_code === "invalid_input") return;
  const invite = await findInviteByToken(database(env.DB), token);
  if (!invite) return await noteStranger({ env, address, now }, { action }, refusal);
  if (told && refusal.reason_code !== "rate_limited") return;
  const actor = person ? ({ kind: "user", id: person.user_id, label: person.name } as const) : ANONYMOUS;
  const { id, team_id } = invite;
  const attempt = { action, target: `invite:${id}`, actor, team_id };
  await noteAttempt({ env, now, request_id, address }, attempt, refusal);
}
