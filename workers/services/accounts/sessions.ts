/** Signing in and out by password, from pages, with or without JavaScript. */
import { ask, secondsToWait } from "../../auth/ask.ts";
import { authFor } from "../../auth/auth.ts";
import { cameFrom } from "../../auth/came-from.ts";
import { knownBrowser, knownBrowserCookie } from "../../auth/known-browser.ts";
import { findAccount, findAccountByEmail } from "../../data/accounts.ts";
import { database } from "../../data/database.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { noteStranger } from "../audit/attempts.ts";
import { revoking } from "../revocations.ts";
import { recordAccountDeed } from "./account-audit.ts";
import { guess, tooMany } from "./guessing.ts";

export interface SignedIn {
  /** `Set-Cookie` values for the response. */
  readonly cookies: readonly string[];
  /** A code is asked for first (second-factor-step.ts): nobody is signed in yet. */
  readonly second_factor: boolean;
}

/** Refuses with `invalid_credentials` (401) or `rate_limited` (429). `request` is the page's own, for its address. */
export async function signIn(
  env: Env,
  request: Request,
  credentials: { readonly email: string; readonly password: string },
): Promise<Result<SignedIn>> {
  const now = Date.now();
  const email = credentials.email.trim().toLowerCase();
  const person = (await findAccountByEmail(database(env.DB), email)) ?? null;
  const refused = async (refusal: Refusal, worthTelling = true) => {
    const deed = { action: "account.signed_in", data: { by: "password" } } as const;
    if (worthTelling) await recordAccountDeed({ env, request, now }, person, deed, refusal);
    return refuse(refusal);
  };
  const browser = await knownBrowser(env, request, email);
  const attempt = await guess(env, "sign_in", browser ?? email, now);
  if (!attempt.allowed) return await refused(tooManyPasswords(attempt.refusal), attempt.first_refused);

  const asked = { path: "/sign-in/email", body: { ...credentials, email } };
  const answer = await ask(env, request, asked, authFor(env, null, browser === null));
  if (answer.status >= 500) throw new Error(`signing in failed with status ${answer.status}`);
  if (answer.status === 429) {
    await attempt.takeBack();
    const refusal = tooMany(secondsToWait(answer) * 1_000);
    const who = { env, now, ...cameFrom(env, request) };
    await noteStranger(who, { action: "account.signed_in", data: { by: "password" } }, refusal);
    return refuse(refusal);
  }
  if (!answer.ok) return await refused(invalidCredentials);
  await attempt.takeBack();
  const cookies = answer.headers.getSetCookie();
  const { twoFactorRedirect } = await answer.json<{ twoFactorRedirect?: boolean }>();
  if (twoFactorRedirect) return ok({ cookies, second_factor: true });
  await recordAccountDeed({ env, request, now }, person, {
    action: "account.signed_in",
    data: { by: "password" },
  });
  return ok({ cookies: [...cookies, await knownBrowserCookie(env, email)], second_factor: false });
}

/** Id of the session that the request's cookie names; null without one. Only for whom the request was let in for. */
export async function sessionIdOf(env: Env, request: Request): Promise<string | null> {
  const found = await authFor(env).api.getSession({ headers: request.headers });
  return found?.session.id ?? null;
}

/** Ends the session, here and in the database, and what is open by it; the cookies tell the browser to forget it. */
export async function signOut(env: Env, request: Request): Promise<Pick<SignedIn, "cookies">> {
  const now = Date.now();
  const found = await authFor(env).api.getSession({ headers: request.headers });
  const end = async () => {
    const answer = await ask(env, request, { path: "/sign-out", body: {} });
    return { cookies: answer.headers.getSetCookie() };
  };
  if (!found) return await end();
  const user_id = found.user.id;
  const lost = { where: { user_id }, match: { session_id: found.session.id }, reason: "you signed out" };
  const ended = await revoking(env, lost, now, async () => ok(await end()));
  if (!ended.ok) throw new Error("signing out was refused");
  const person = (await findAccount(database(env.DB), user_id)) ?? null;
  await recordAccountDeed({ env, request, now }, person, { action: "account.signed_out" });
  return ended.value;
}

/** A stranger's guesses must not keep anybody out for good: the mail is their way in. */
function tooManyPasswords(refusal: Refusal): Refusal {
  const next_step = `${refusal.next_step} A browser you have signed in with before is not held up, nor is a new password by mail.`;
  return { ...refusal, message: "There were too many attempts to sign in.", next_step };
}

const invalidCredentials: Refusal = {
  reason_code: "invalid_credentials",
  message: "The address or the password is wrong.",
  retryable: false,
  next_step: "Check both. If you forgot the password, ask for a new one below.",
  field: "email",
};
