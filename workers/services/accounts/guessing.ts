/** Limits on what may be guessed: passwords, codes, links. Counted per account and per address, in the database. */
import { type AttemptLimit, countAttempt, takeAttemptBack } from "../../data/attempts.ts";
import { database } from "../../data/database.ts";
import { sha256Hex } from "../../data/hashing.ts";
import type { Refusal } from "../../domain/refusal.ts";

const MINUTE_MS = 60_000;

export const GUESSES = {
  /** Of strangers at one account, from wherever; a browser that is known to the account has as many of its own. */
  sign_in: { limit: 20, window_ms: 15 * MINUTE_MS },
  /** Of somebody signed in, at their own password. */
  own_password: { limit: 10, window_ms: 15 * MINUTE_MS },
  /** Of somebody signed in, at a new second factor's code. */
  own_code: { limit: 10, window_ms: 15 * MINUTE_MS },
  /** Mails to one account. */
  reset_account: { limit: 3, window_ms: 60 * MINUTE_MS },
  reset_address: { limit: 10, window_ms: 15 * MINUTE_MS },
  /** Visits of reset links, right or wrong. */
  reset_link: { limit: 30, window_ms: 15 * MINUTE_MS },
  /** Visits of invites that are none, or over. */
  invite_visit: { limit: 30, window_ms: MINUTE_MS },
  /** Accounts made by invites: each costs a password's hash. */
  invite_account: { limit: 6, window_ms: MINUTE_MS },
} as const satisfies Record<string, AttemptLimit>;

export interface Guess {
  readonly allowed: boolean;
  /** The first that was one too many: later ones tell nothing new. */
  readonly first_refused: boolean;
  readonly refusal: Refusal;
  /** It was right: not a guess. */
  readonly takeBack: () => Promise<void>;
}

/** `who`: what is counted together. Kept as a hash: it may be an address that nobody gave us to keep. */
export async function guess(
  env: Pick<Env, "DB">,
  what: keyof typeof GUESSES,
  who: string,
  now: number,
): Promise<Guess> {
  return await countGuess(env, GUESSES[what], `${what}:${await sha256Hex(who)}`, now);
}

/** All who come from addresses that are not known are counted together, with three times the room. */
export async function guessFrom(
  env: Pick<Env, "DB">,
  what: "reset_address" | "reset_link" | "invite_visit" | "invite_account",
  address: string | null,
  now: number,
): Promise<Guess> {
  if (address !== null) return await guess(env, what, address, now);
  const { limit, window_ms } = GUESSES[what];
  return await countGuess(env, { limit: limit * 3, window_ms }, `${what}:everybody`, now);
}

async function countGuess(
  env: Pick<Env, "DB">,
  limit: AttemptLimit,
  key: string,
  now: number,
): Promise<Guess> {
  const db = database(env.DB);
  const { count, ends_at, allowed } = await countAttempt(db, key, limit, now);
  return {
    allowed,
    first_refused: count === limit.limit + 1,
    refusal: tooMany(ends_at - now),
    takeBack: () => takeAttemptBack(db, key),
  };
}

export function tooMany(wait_ms: number): Refusal {
  const minutes = Math.max(1, Math.ceil(wait_ms / MINUTE_MS));
  return {
    reason_code: "rate_limited",
    message: "There were too many attempts.",
    retryable: true,
    next_step: `Try again in ${minutes === 1 ? "a minute" : `${minutes} minutes`}.`,
  };
}
