/** A person's own second factor: codes of an authenticator app, and backup codes for the day it is lost. */
import { renderSVG } from "uqr";
import { ask, secondsToWait } from "../../auth/ask.ts";
import { authFor } from "../../auth/auth.ts";
import { endSessionsButToken } from "../../data/browser-sessions.ts";
import { database } from "../../data/database.ts";
import { spendCode } from "../../data/used-codes.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { revoking } from "../revocations.ts";
import { type AccountDeed, recordAccountDeed } from "./account-audit.ts";
import { guess, tooMany } from "./guessing.ts";
import { confirmPassword } from "./own-account.ts";
import type { OwnAccount } from "./own-session.ts";

export interface Enrolment {
  /** `otpauth://totp/…`: comes back with the code that confirms it. */
  readonly uri: string;
  /** The same as a picture: a whole SVG document. */
  readonly qr_svg: string;
  /** Base32 in groups of four, for typing. */
  readonly secret: string;
}

export interface SecondFactorOn {
  /** Shown this once; each is good once. */
  readonly backup_codes: readonly string[];
  /** `Set-Cookie` values: the session is another from now on. */
  readonly cookies: readonly string[];
}

/** Makes a new secret; nothing is asked for until its first code is right. Refuses as `confirmPassword` does. */
export async function beginSecondFactor(
  own: OwnAccount,
  input: { readonly password: string },
): Promise<Result<Enrolment>> {
  const confirmed = await confirmPassword(own, input.password, "password");
  if (!confirmed.ok) return confirmed;
  const answer = await ask(own.env, own.request, {
    path: "/two-factor/enable",
    body: { password: input.password },
  });
  if (!answer.ok) return refuse(await refusalOf(answer));
  const { totpURI } = await answer.json<{ totpURI: string }>();
  const enrolment = enrolmentOf(totpURI);
  if (!enrolment) throw new Error("a second factor's address is of another form than expected");
  return ok(enrolment);
}

/** The picture once more, of the address that came back from the form; null for anything else. */
export function enrolmentOf(uri: string): Enrolment | null {
  const url = uri.length <= 1_000 && URL.canParse(uri) ? new URL(uri) : null;
  const secret = url?.protocol === "otpauth:" ? url.searchParams.get("secret") : null;
  if (!secret || !/^[A-Z2-7]+$/.test(secret)) return null;
  const qr_svg = renderSVG(uri, { border: 2, ecc: "M" });
  return { uri, qr_svg, secret: secret.replace(/(.{4})(?=.)/g, "$1 ") };
}

/**
 * The first code: from now on one is asked for at each sign-in, and every session that began without one ends but this.
 * Refuses with `invalid_code` or `rate_limited`.
 */
export async function confirmSecondFactor(
  own: OwnAccount,
  input: { readonly code: string },
): Promise<Result<SecondFactorOn>> {
  const code = input.code.replace(/\s/g, "");
  return await told(own, "account.second_factor_enabled", async () => {
    const attempt = await guess(own.env, "own_code", own.user_id, own.now);
    if (!attempt.allowed) return refuse({ ...attempt.refusal, field: "code" });
    if (!(await spendCode(database(own.env.DB), own.user_id, code, own.now))) return refuse(invalidCode);
    const rotated = await rotating(own, async () => {
      const answer = await ask(own.env, own.request, { path: "/two-factor/verify-totp", body: { code } });
      if (answer.ok) await endOthers(own, answer.headers.getSetCookie());
      return answer;
    });
    if (!rotated.ok) return rotated;
    await attempt.takeBack();
    return ok({ cookies: rotated.value, backup_codes: await backupCodesOf(own) });
  });
}

/** Refuses as `confirmPassword` does. */
export async function endSecondFactor(
  own: OwnAccount,
  input: { readonly password: string },
): Promise<Result<{ readonly cookies: readonly string[] }>> {
  return await told(own, "account.second_factor_disabled", async () => {
    const confirmed = await confirmPassword(own, input.password, "password");
    if (!confirmed.ok) return confirmed;
    const body = { password: input.password };
    const cookies = await rotating(own, () =>
      ask(own.env, own.request, { path: "/two-factor/disable", body }),
    );
    return cookies.ok ? ok({ cookies: cookies.value }) : cookies;
  });
}

/** The old ones are good for nothing from then on. Refuses as `confirmPassword` does. */
export async function renewBackupCodes(
  own: OwnAccount,
  input: { readonly password: string },
): Promise<Result<Pick<SecondFactorOn, "backup_codes">>> {
  return await told(own, "account.backup_codes_renewed", async () => {
    const confirmed = await confirmPassword(own, input.password, "password");
    if (!confirmed.ok) return confirmed;
    const answer = await ask(own.env, own.request, {
      path: "/two-factor/generate-backup-codes",
      body: { password: input.password },
    });
    if (!answer.ok) return refuse(await refusalOf(answer));
    const { backupCodes } = await answer.json<{ backupCodes: string[] }>();
    return ok({ backup_codes: backupCodes });
  });
}

/** All sessions but the one that was just made; where none was, the second factor was on already. */
async function endOthers({ env, user_id }: OwnAccount, cookies: readonly string[]): Promise<void> {
  const signed = cookies.map((cookie) => /^[^=]+\.session_token=([^;]+)/.exec(cookie)?.[1]).find(Boolean);
  if (!signed) return;
  const [token = ""] = decodeURIComponent(signed).split(".", 1);
  await endSessionsButToken(database(env.DB), user_id, token);
}

/** The library makes another session with what changes; sockets of the old one come back by the new. */
async function rotating(
  { env, user_id, now }: OwnAccount,
  change: () => Promise<Response>,
): Promise<Result<readonly string[]>> {
  const lost = { where: { user_id }, match: { user_id }, reason: "the second factor was changed" };
  return await revoking(env, lost, now, async () => {
    const answer = await change();
    return answer.ok ? ok(answer.headers.getSetCookie()) : refuse(await refusalOf(answer));
  });
}

async function backupCodesOf({ env, user_id }: OwnAccount): Promise<readonly string[]> {
  const { backupCodes } = await authFor(env).api.viewBackupCodes({ body: { userId: user_id } });
  return backupCodes;
}

async function told<T>(
  own: OwnAccount,
  action: AccountDeed["action"],
  work: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const result = await work();
  await recordAccountDeed(own, own, { action }, result.ok ? null : result.refusal);
  return result;
}

async function refusalOf(answer: Response): Promise<Refusal> {
  if (answer.status >= 500) throw new Error(`the second factor failed with status ${answer.status}`);
  if (answer.status === 429) return tooMany(secondsToWait(answer) * 1_000);
  const { code } = await answer.json<{ code?: string }>();
  if (code === "INVALID_CODE") return invalidCode;
  if (code === "TOTP_ALREADY_ENABLED") return alreadyOn;
  return notBegun;
}

const invalidCode: Refusal = {
  reason_code: "invalid_code",
  message: "This code is not right, or has been tried.",
  retryable: false,
  next_step: "Check that the device’s clock is right, and enter the next code.",
  field: "code",
};

const alreadyOn: Refusal = {
  reason_code: "second_factor_on",
  message: "The second factor is on already.",
  retryable: false,
  next_step: "Turn it off first to use another app.",
};

const notBegun: Refusal = {
  reason_code: "second_factor_off",
  message: "There is no second factor to change.",
  retryable: false,
  next_step: "Begin by turning it on.",
};
