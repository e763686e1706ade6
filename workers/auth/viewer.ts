/** Request -> who asks: by session cookie or by API token, with their role now. */

import { touchSession } from "../data/browser-sessions.ts";
import { database } from "../data/database.ts";
import { membershipOfSession } from "../data/members.ts";
import { findTokenHolder, isUsable, touchToken } from "../data/tokens.ts";
import type { Viewer } from "../domain/access.ts";
import { ok, type Refusal, type Result, refuse } from "../domain/refusal.ts";
import { mayUseCookie } from "../http/origins.ts";
import { authFor } from "./auth.ts";

/** Somebody who is signed in. */
export interface Person {
  readonly user_id: string;
  readonly name: string;
  /** Lower case. */
  readonly email: string;
  readonly session_id: string;
}

export interface Identified {
  /** Null when the request names nobody. */
  readonly viewer: Viewer | null;
  /** Whose browser session it is, whatever teams they belong to, be it none; null without one. */
  readonly person: Person | null;
  /** Cookies that prolong the session, for the response. */
  readonly cookies: readonly string[];
}

const NOBODY: Identified = { viewer: null, person: null, cookies: [] };

/**
 * Refuses with `invalid_token` (401: unknown, expired or revoked: which of them is not told) and `foreign_origin`
 * (403: a cookie used from elsewhere). A token in the header wins; then the cookie is not looked at.
 */
export async function identify(
  request: Request,
  env: Env,
  ctx: ExecutionContext,
  now: number,
): Promise<Result<Identified>> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) return await byToken(authorization, env, ctx, now);
  if (!request.headers.has("cookie")) return ok(NOBODY);
  if (!mayUseCookie(request, env.PUBLIC_URL)) return refuse(foreignOrigin);
  return ok(await bySession(request, env, ctx, now));
}

async function byToken(
  authorization: string,
  env: Env,
  ctx: ExecutionContext,
  now: number,
): Promise<Result<Identified>> {
  const secret = /^Bearer (\S+)$/i.exec(authorization)?.[1];
  if (!secret) return refuse(invalidToken);
  const db = database(env.DB);
  const found = await findTokenHolder(db, secret);
  if (!found || !isUsable(found.token, now)) return refuse(invalidToken);
  const { token, holder } = found;
  ctx.waitUntil(touchToken(db, token, now));
  const viewer: Viewer = {
    kind: "member",
    user_id: token.user_id,
    name: holder.name,
    team_id: token.team_id,
    role: holder.role,
    token: { token_id: token.id, scopes: token.scopes },
    session_id: null,
  };
  return ok({ viewer, person: null, cookies: [] });
}

async function bySession(
  request: Request,
  env: Env,
  ctx: ExecutionContext,
  now: number,
): Promise<Identified> {
  const { response: session, headers } = await authFor(env).api.getSession({
    headers: request.headers,
    returnHeaders: true,
  });
  if (!session) return NOBODY;
  const db = database(env.DB);
  const { id: user_id, name, email } = session.user;
  const session_id = session.session.id;
  const person = { user_id, name, email, session_id };
  const { seenAt, createdAt } = session.session;
  ctx.waitUntil(touchSession(db, { session_id, seen_at: (seenAt ?? createdAt).getTime() }, now));
  const membership = await membershipOfSession(db, person);
  const viewer: Viewer | null = membership
    ? { kind: "member", user_id, name, ...membership, token: null, session_id }
    : null;
  return { viewer, person, cookies: headers.getSetCookie() };
}

export const invalidToken: Refusal = {
  reason_code: "invalid_token",
  message: "This API token is not valid.",
  retryable: false,
  next_step: "Make a new token on the tokens page and send it as `Authorization: Bearer sbx_…`.",
};

const foreignOrigin: Refusal = {
  reason_code: "foreign_origin",
  message: "This request does not come from the dashboard's own pages.",
  retryable: false,
  next_step: "Open the dashboard by its own address, or use an API token.",
};
