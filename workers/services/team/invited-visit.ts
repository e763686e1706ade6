/** An invite that is on its way through a provider: in a cookie of this browser alone, never in an address. */
import { readCookie, setCookie } from "../../auth/cookies.ts";
import type { ProviderSettings } from "../../auth/provider-settings.ts";
import type { ProviderIdentity } from "../../auth/provider-visit.ts";
import { ok, type Result, refuse } from "../../domain/refusal.ts";
import { notVerified, unknownPerson } from "../accounts/provider-refusals.ts";
import { forAnother } from "./invite-refusals.ts";
import { findInvite } from "./invites.ts";

const NAME = "invite";
const LIFETIME_SECONDS = 15 * 60;
const TOKEN_FORM = /^[\w-]{20,100}$/;

/** A `Set-Cookie` value; null forgets the one there is. */
export function inviteCookie(env: Env, token: string | null): string {
  const kept = token !== null && TOKEN_FORM.test(token);
  return kept ? setCookie(env, NAME, token, LIFETIME_SECONDS) : setCookie(env, NAME, "", 0);
}

/** The invite's token that this browser brought along; null without one. */
export function inviteOf(env: Env, request: Request): string | null {
  const token = readCookie(env, request, NAME);
  return token !== null && TOKEN_FORM.test(token) ? token : null;
}

/** Whether somebody whom nobody here knows may be given an account. Refuses as `findInvite`, and for an address that is not theirs. */
export async function mayJoinByInvite(
  env: Env,
  token: string | null,
  { email, email_verified }: ProviderIdentity,
  { name }: ProviderSettings,
  now: number,
): Promise<Result<null>> {
  if (token === null) return refuse(unknownPerson(email));
  if (!email_verified) return refuse(notVerified(email, name));
  const invite = await findInvite(env, token, now);
  if (!invite.ok) return invite;
  const isFor = invite.value.email;
  return isFor === null || isFor === email ? ok(null) : refuse(forAnother(isFor));
}
