/** The second step of signing in: a code of the authenticator app, or one of the backup codes. */
import { ask, secondsToWait } from "../../auth/ask.ts";
import { authFor } from "../../auth/auth.ts";
import { pickCookies, readCookie } from "../../auth/cookies.ts";
import { knownBrowserCookie } from "../../auth/known-browser.ts";
import { findAccount } from "../../data/accounts.ts";
import { endSessionByToken } from "../../data/browser-sessions.ts";
import { database } from "../../data/database.ts";
import { spendCode } from "../../data/used-codes.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { inviteCookie, inviteOf } from "../team/invited-visit.ts";
import { recordAccountDeed } from "./account-audit.ts";
import { tooMany } from "./guessing.ts";
import type { SignedIn } from "./sessions.ts";

const CHALLENGE = "two_factor";

/** Whether the browser has been asked for a code. */
export function isSecondFactorAsked(env: Env, request: Request): boolean {
  return readCookie(env, request, CHALLENGE) !== null;
}

export interface SecondFactorDone extends Pick<SignedIn, "cookies"> {
  /** The token of an invite that this browser brought along. */
  readonly invite: string | null;
}

/**
 * Refuses with `invalid_code` (401), `sign_in_expired` (401: start again) or `rate_limited` (429). Five wrong codes end
 * this sign-in, ten in a row keep the second step shut for a quarter of an hour; a code is good once.
 */
export async function giveSecondFactor(
  env: Env,
  request: Request,
  input: { readonly code: string },
): Promise<Result<SecondFactorDone>> {
  const now = Date.now();
  const code = input.code.replace(/\s/g, "");
  const isTotp = /^\d{6}$/.test(code);
  const db = database(env.DB);
  const user_id = await challengedUser(env, request);
  const person = user_id === null ? null : ((await findAccount(db, user_id)) ?? null);
  const by = { by: isTotp ? "code" : "backup code" };
  const refused = async (refusal: Refusal) => {
    await recordAccountDeed(
      { env, request, now },
      person,
      { action: "account.signed_in", data: by },
      refusal,
    );
    return refuse(refusal);
  };
  if (!person) return await refused(expired);

  // With a session's cookie beside it, the code would be looked at as that session's.
  const cookie = pickCookies(env, request, [CHALLENGE]);
  const path = isTotp ? "/two-factor/verify-totp" : "/two-factor/verify-backup-code";
  const answer = await ask(env, request, { path, body: { code }, cookie });
  if (!answer.ok) return await refused(await refusalOf(answer));
  const { token } = await answer.json<{ token: string }>();
  if (isTotp && !(await spendCode(db, person.user_id, code, now))) {
    await endSessionByToken(db, token);
    return await refused(usedCode);
  }
  await recordAccountDeed({ env, request, now }, person, { action: "account.signed_in", data: by });
  const known = await knownBrowserCookie(env, person.email);
  const cookies = [...answer.headers.getSetCookie(), known, inviteCookie(env, null)];
  return ok({ cookies, invite: inviteOf(env, request) });
}

/** Whose password was right, or whom a provider named; null once that is too long ago. */
async function challengedUser(env: Env, request: Request): Promise<string | null> {
  // Whatever somebody has put into the cookie: an id has no characters that a cookie would have to encode.
  const identifier = readCookie(env, request, CHALLENGE)?.split(/\.|%2E/i, 1)[0];
  if (!identifier) return null;
  const { internalAdapter } = await authFor(env).$context;
  const found = await internalAdapter.findVerificationValue(identifier);
  return found && found.expiresAt.getTime() > Date.now() ? found.value : null;
}

async function refusalOf(answer: Response): Promise<Refusal> {
  if (answer.status >= 500) throw new Error(`the second step failed with status ${answer.status}`);
  const { code } = await answer.json<{ code?: string }>();
  if (code === "ACCOUNT_TEMPORARILY_LOCKED") return tooMany(15 * 60_000);
  if (answer.status === 429) return tooMany(secondsToWait(answer) * 1_000);
  if (code === "INVALID_CODE" || code === "INVALID_BACKUP_CODE") return invalidCode;
  return expired;
}

const invalidCode: Refusal = {
  reason_code: "invalid_code",
  message: "This code is not right.",
  retryable: false,
  next_step: "Wait for the app’s next code and enter that, or use one of your backup codes.",
  field: "code",
};

const usedCode: Refusal = {
  ...invalidCode,
  message: "This code has been used.",
  next_step: "Each code is good once: start again and enter the app’s next one.",
};

const expired: Refusal = {
  reason_code: "sign_in_expired",
  message: "This sign-in took too long, or had too many wrong codes.",
  retryable: false,
  next_step: "Start again with your password.",
};
