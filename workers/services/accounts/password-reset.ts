/** A new password for whoever reads the mail of an account. */
import { cameFrom } from "../../auth/came-from.ts";
import { knownBrowser, knownBrowserCookie } from "../../auth/known-browser.ts";
import { hashPassword } from "../../auth/password.ts";
import { findAccountByEmail } from "../../data/accounts.ts";
import { database } from "../../data/database.ts";
import { createReset, findReset, spendReset } from "../../data/password-resets.ts";
import { passwordProblem } from "../../domain/people/account.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { resetText } from "../../mail/reset-text.ts";
import { senderFor } from "../../mail/select.ts";
import { readMailSettings } from "../../mail/settings.ts";
import { noteStranger } from "../audit/attempts.ts";
import { revoking } from "../revocations.ts";
import { recordAccountDeed } from "./account-audit.ts";
import { guess, guessFrom } from "./guessing.ts";

/** What a page outside of any session calls with. */
export interface Visit {
  readonly env: Env;
  readonly ctx: Pick<ExecutionContext, "waitUntil">;
  readonly request: Request;
  /** Epoch ms. */
  readonly now: number;
}

interface ResetLink {
  readonly user_id: string;
  readonly name: string;
  readonly email: string;
}

/** Whether mail leaves this deployment; else it is in the server's log. */
export function mailLeaves(env: Env): boolean {
  const settings = readMailSettings(env);
  return settings.ok && settings.value.kind !== "log";
}

/**
 * Says the same whether there is such an account, and as fast: the mail is sent afterwards. Refuses with `rate_limited`,
 * by where the request comes from alone: its address, or a browser that the account knows.
 */
export async function askForReset(visit: Visit, input: { readonly email: string }): Promise<Result<null>> {
  const { env, request, now, ctx } = visit;
  const who = { env, now, ...cameFrom(env, request) };
  const email = input.email.trim().toLowerCase();
  const browser = await knownBrowser(env, request, email);
  const byAddress = await guessFrom(env, "reset_address", browser ?? who.address, now);
  if (!byAddress.allowed) {
    await noteStranger(who, { action: "account.password_reset_asked" }, byAddress.refusal);
    return refuse(byAddress.refusal);
  }
  ctx.waitUntil(
    sendLink(visit, email).catch((error: unknown) => {
      console.error(`mail with a password's link was not sent: ${String(error)}`);
    }),
  );
  return ok(null);
}

async function sendLink(visit: Visit, email: string): Promise<void> {
  const { env, now } = visit;
  const db = database(env.DB);
  const account = (await findAccountByEmail(db, email)) ?? null;
  const byAccount = await guess(env, "reset_account", email, now);
  const deed = { action: "account.password_reset_asked" } as const;
  if (!account || !byAccount.allowed) {
    const refusal = account ? byAccount.refusal : noAccount;
    if (!account || byAccount.first_refused) await recordAccountDeed(visit, account, deed, refusal);
    return;
  }
  const token = await createReset(db, account.user_id, now);
  await recordAccountDeed(visit, account, deed);
  const link = `${new URL(env.PUBLIC_URL).origin}/reset-password/${token}`;
  const mail = { id: `reset.${crypto.randomUUID()}`, to: email, ...resetText(link, account.name) };
  await senderFor(env, () => Date.now()).send(mail);
}

/** Whose password the link sets. Refuses with `reset_gone` (410) or `rate_limited`. */
export async function findResetLink({ env, request, now }: Visit, token: string): Promise<Result<ResetLink>> {
  const who = { env, now, ...cameFrom(env, request) };
  const attempt = await guessFrom(env, "reset_link", who.address, now);
  const found = attempt.allowed ? await findReset(database(env.DB), token, now) : undefined;
  if (found) {
    await attempt.takeBack();
    return ok(found);
  }
  const refusal = attempt.allowed ? gone : attempt.refusal;
  await noteStranger(who, { action: "account.password_reset" }, refusal);
  return refuse(refusal);
}

/**
 * Sets the password and ends every session of the person; a second factor stays as it is. The cookies make this browser
 * one that the account knows. Refuses with `reset_gone`, `invalid_input` or `rate_limited`.
 */
export async function resetPassword(
  visit: Visit,
  input: { readonly token: string; readonly password: string },
): Promise<Result<{ readonly cookies: readonly string[] }>> {
  const { env, now } = visit;
  const found = await findResetLink(visit, input.token);
  const deed = { action: "account.password_reset" } as const;
  if (!found.ok) return found;
  const { user_id, name, email } = found.value;
  const problem = passwordProblem(input.password, [name, email]);
  if (problem) return refuse({ ...weak, message: problem });
  const password_hash = await hashPassword(input.password);
  const lost = { where: { user_id }, match: { user_id }, reason: "the password was reset" };
  const done = await revoking(env, lost, now, async () => {
    const reset = { token: input.token, user_id, password_hash };
    return (await spendReset(database(env.DB), reset, now)) ? ok(null) : refuse(gone);
  });
  await recordAccountDeed(visit, found.value, deed, done.ok ? null : done.refusal);
  return done.ok ? ok({ cookies: [await knownBrowserCookie(env, email)] }) : done;
}

const gone: Refusal = {
  reason_code: "reset_gone",
  message: "This link was used, has expired, or was replaced by a newer one.",
  retryable: false,
  next_step: "Ask for another link.",
};

const noAccount: Refusal = {
  reason_code: "not_found",
  message: "There is no account with this address.",
  retryable: false,
};

const weak: Refusal = { reason_code: "invalid_input", message: "", retryable: false, field: "password" };
