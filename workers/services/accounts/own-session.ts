import { findAccount } from "../../data/accounts.ts";
import { database } from "../../data/database.ts";
import type { Viewer } from "../../domain/access.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";

/** Somebody at their own account, in a browser. */
export interface OwnAccount {
  readonly env: Env;
  /** The page's own. */
  readonly request: Request;
  /** Epoch ms. */
  readonly now: number;
  readonly user_id: string;
  readonly session_id: string;
  readonly name: string;
  readonly email: string;
}

/** Refuses with `session_needed` (403): a token acts for a person, but is not that person. */
export async function ownAccountOf(
  env: Env,
  request: Request,
  viewer: Viewer,
  now: number,
): Promise<Result<OwnAccount>> {
  const { user_id, session_id } = viewer;
  if (session_id === null) return refuse(sessionNeeded);
  const account = await findAccount(database(env.DB), user_id);
  if (!account) throw new Error(`account ${user_id} of a session does not exist`);
  const { name, email } = account;
  return ok({ env, request, now, user_id, session_id, name, email });
}

const sessionNeeded: Refusal = {
  reason_code: "session_needed",
  message: "An account is changed by its person, not by an API token.",
  retryable: false,
  next_step: "Sign in to the dashboard in a browser.",
};
