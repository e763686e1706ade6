/** A person's own account: who they are, their password, their sessions. */
import { hashPassword, verifyPassword } from "../../auth/password.ts";
import {
  changePasswordHash,
  findAccount,
  PASSWORD,
  passwordHashOf,
  renameAccount,
  waysInOf,
} from "../../data/accounts.ts";
import { endOtherSessions, endSession, listSessions } from "../../data/browser-sessions.ts";
import { database } from "../../data/database.ts";
import { notFound } from "../../domain/access.ts";
import { passwordProblem, readPersonName } from "../../domain/people/account.ts";
import { browserWords } from "../../domain/people/browser-words.ts";
import { invalidInput, ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { revoking } from "../revocations.ts";
import { recordAccountDeed } from "./account-audit.ts";
import { guess } from "./guessing.ts";
import type { OwnAccount } from "./own-session.ts";

export interface AccountBody {
  readonly name: string;
  readonly email: string;
  readonly second_factor: boolean;
  readonly has_password: boolean;
  /** Ids of the providers that are linked, each with the ISO time since when. */
  readonly linked: readonly { readonly provider_id: string; readonly since: string }[];
  readonly sessions: readonly SessionBody[];
}

export interface SessionBody {
  readonly session_id: string;
  /** E.g. "Firefox on Linux". */
  readonly browser: string;
  readonly address: string | null;
  /** ISO 8601 UTC. */
  readonly signed_in_at: string;
  readonly seen_at: string;
  /** The one that asks. */
  readonly current: boolean;
}

export async function ownAccount({ env, user_id, session_id, now }: OwnAccount): Promise<AccountBody> {
  const db = database(env.DB);
  const [account, waysIn, sessions] = await Promise.all([
    findAccount(db, user_id),
    waysInOf(db, user_id),
    listSessions(db, user_id, now),
  ]);
  if (!account) throw new Error(`account ${user_id} of a session does not exist`);
  return {
    name: account.name,
    email: account.email,
    second_factor: account.second_factor,
    has_password: waysIn.some(({ provider_id }) => provider_id === PASSWORD),
    linked: waysIn
      .filter(({ provider_id }) => provider_id !== PASSWORD)
      .map(({ provider_id, since }) => ({ provider_id, since: new Date(since).toISOString() })),
    sessions: sessions.map((session) => ({
      session_id: session.session_id,
      browser: browserWords(session.user_agent),
      address: session.address,
      signed_in_at: new Date(session.created_at).toISOString(),
      seen_at: new Date(session.seen_at).toISOString(),
      current: session.session_id === session_id,
    })),
  };
}

/** Refuses with `invalid_input`. */
export async function renameMyself(own: OwnAccount, input: { readonly name: string }): Promise<Result<null>> {
  const read = readPersonName(input.name);
  if (!read.ok) return read;
  const name = read.value;
  await renameAccount(database(own.env.DB), own.user_id, name, own.now);
  await recordAccountDeed(own, { ...own, name }, { action: "account.renamed", data: { name } });
  return ok(null);
}

/** Ends all other sessions. Refuses with `invalid_input`, `invalid_credentials` or `rate_limited`. */
export async function changePassword(
  own: OwnAccount,
  input: { readonly current: string; readonly password: string },
): Promise<Result<null>> {
  const { env, user_id, session_id, now } = own;
  const changed = await changed_();
  await recordAccountDeed(
    own,
    own,
    { action: "account.password_changed" },
    changed.ok ? null : changed.refusal,
  );
  return changed;

  async function changed_(): Promise<Result<null>> {
    const problem = passwordProblem(input.password, [own.name, own.email]);
    if (problem) return refuse(invalidInput("password", problem));
    const confirmed = await confirmPassword(own, input.current, "current");
    if (!confirmed.ok) return confirmed;
    const password_hash = await hashPassword(input.password);
    const lost = { where: { user_id }, match: { user_id }, reason: "the password was changed" };
    return await revoking(env, lost, now, async () => {
      const change = { user_id, password_hash, keep_session: session_id };
      await changePasswordHash(database(env.DB), change, now);
      return ok(null);
    });
  }
}

/** Ends one session and closes what is open by it. Refuses with `not_found`. */
export async function endMySession(
  own: OwnAccount,
  input: { readonly session_id: string },
): Promise<Result<null>> {
  const { env, user_id, now } = own;
  const { session_id } = input;
  const lost = { where: { user_id }, match: { session_id }, reason: "this session was ended" };
  const ended = await revoking(env, lost, now, async () =>
    (await endSession(database(env.DB), user_id, session_id)) ? ok(null) : refuse(notFound("session")),
  );
  const deed = { action: "account.session_ended", data: { sessions: 1 } } as const;
  await recordAccountDeed(own, own, deed, ended.ok ? null : ended.refusal);
  return ended;
}

/** Ends all sessions but the one that asks; answers how many. */
export async function endMyOtherSessions(own: OwnAccount): Promise<Result<number>> {
  const { env, user_id, session_id, now } = own;
  const lost = { where: { user_id }, match: { user_id }, reason: "all other sessions were ended" };
  const ended = await revoking(env, lost, now, async () =>
    ok(await endOtherSessions(database(env.DB), user_id, session_id)),
  );
  const sessions = ended.ok ? ended.value : 0;
  await recordAccountDeed(own, own, { action: "account.session_ended", data: { sessions } });
  return ended;
}

/**
 * That it is really them, before what a stolen session must not do. Who has no password passes: there is nothing to ask.
 * Refuses with `invalid_credentials` or `rate_limited`, naming the form's field.
 */
export async function confirmPassword(
  own: OwnAccount,
  password: string,
  field: string,
): Promise<Result<null>> {
  const hash = await passwordHashOf(database(own.env.DB), own.user_id);
  if (hash === null) return ok(null);
  const attempt = await guess(own.env, "own_password", own.user_id, own.now);
  if (!attempt.allowed) return refuse({ ...attempt.refusal, field });
  if (!(await verifyPassword(password, hash))) return refuse({ ...wrongPassword, field });
  await attempt.takeBack();
  return ok(null);
}

const wrongPassword: Refusal = {
  reason_code: "invalid_credentials",
  message: "This is not your password.",
  retryable: false,
  next_step: "Enter the one you sign in with now.",
};
