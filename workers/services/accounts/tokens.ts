import { invalidToken } from "../../auth/viewer.ts";
import { database } from "../../data/database.ts";
import {
  createTokenWith,
  findListedToken,
  type ListedToken,
  listTokens as listRows,
  revokeToken as revokeRow,
  tokenLine,
} from "../../data/tokens.ts";
import { can, notFound, SCOPES, type Scope } from "../../domain/access.ts";
import { wholeNumber } from "../../domain/policy/whole-number.ts";
import { invalidInput, ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { shown } from "../../domain/shown-text.ts";
import { audited, guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { newTokenId } from "../ids.ts";
import { revoking } from "../revocations.ts";
import { noLaterThan } from "./token-end.ts";

export const TOKEN_DAYS_DEFAULT = 90;
export const TOKEN_DAYS_MAX = 3650;
/** That work, of one person in one team. */
export const TOKENS_MAX = 100;
/** Characters. */
const NAME_MAX = 100;

/** Times are ISO 8601 UTC. The token itself is never shown again. */
export interface TokenBody {
  readonly token_id: string;
  readonly name: string;
  readonly user_id: string;
  /** For whom it acts. */
  readonly user_name: string;
  /** Its first characters, to tell tokens apart. */
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
  /** `token_id` of the token that it was made with, and ends with; null where a person made it in the browser. */
  readonly made_with: string | null;
}

export interface TokenInput {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** 1 to TOKEN_DAYS_MAX; TOKEN_DAYS_DEFAULT when absent. */
  readonly expires_in_days?: number;
}

/** Newest first: the viewer's own, and for admins the whole team's. */
export async function listTokens(
  context: ServiceContext,
): Promise<Result<{ readonly items: readonly TokenBody[] }>> {
  return guarded(context, { action: "token.list", target: null }, async () => {
    const { env, viewer } = context;
    const decision = can(viewer, "tokens.manage");
    if (!decision.ok) return decision;
    const everybodys = can(viewer, "tokens.manage", { team_id: viewer.team_id, owner_id: "" }).ok;
    const tokens = await listRows(database(env.DB), viewer.team_id, everybodys ? undefined : viewer.user_id);
    return ok({ items: tokens.map(tokenBody) });
  });
}

/**
 * `token` is the only copy there will ever be. A token can't make one that may do more than itself, or lasts longer; what it
 * makes is revoked with it. Refuses with `too_many_tokens`, `scope_missing`, or the field that is wrong.
 */
export async function createToken(
  context: ServiceContext,
  input: TokenInput,
): Promise<Result<TokenBody & { readonly token: string }>> {
  const { scopes, name } = input;
  return audited(
    context,
    { action: "token.created", target: `token:${name}`, data: { scopes } },
    async () => {
      const { env, viewer, now } = context;
      const decision = can(viewer, "tokens.manage");
      if (!decision.ok) return decision;
      const checked = checkInput(input);
      if (!checked.ok) return checked;
      const beyond = scopes.find((scope) => viewer.token && !viewer.token.scopes.includes(scope));
      if (beyond) return refuse(beyondOwn(beyond));
      const db = database(env.DB);
      const token = {
        id: newTokenId(),
        team_id: viewer.team_id,
        user_id: viewer.user_id,
        name: name.trim(),
        scopes: SCOPES.filter((scope) => scopes.includes(scope)),
        created_at: now,
        expires_at: await noLaterThan(db, viewer, now + checked.value * 86_400_000),
      };
      const made = await createTokenWith(db, viewer.token?.token_id ?? null, token, TOKENS_MAX);
      if (made === "maker_revoked") return refuse(invalidToken);
      if (made === "too_many") return refuse(TOO_MANY);
      return ok({ ...tokenBody({ ...made.token, user_name: viewer.name }), token: made.secret });
    },
  );
}

export interface TokenRevoked {
  /** How many share links that it and those tokens had made let nobody in any more. */
  readonly share_links_ended: number;
  /** Tokens that were made with it, or with one of these, and still worked. */
  readonly tokens_ended: readonly { readonly token_id: string; readonly name: string }[];
}

/**
 * It works no more from now on, nor do tokens and share links that were made with it, and sockets that were opened with any
 * of them are closed. Refuses with `not_found` when it is not the viewer's to revoke, or was revoked before.
 */
export async function revokeToken(
  context: ServiceContext,
  { token_id }: { readonly token_id: string },
): Promise<Result<TokenRevoked>> {
  const { env, viewer, now } = context;
  const { team_id } = viewer;
  const db = database(env.DB);
  const decision = can(viewer, "tokens.manage");
  const everybodys = can(viewer, "tokens.manage", { team_id, owner_id: "" }).ok;
  const user_id = everybodys ? undefined : viewer.user_id;
  const token = decision.ok ? await findListedToken(db, { team_id, token_id, user_id }) : undefined;
  const about: Record<string, unknown> = token ? { name: token.name, of: token.user_id } : {};
  const deed = { action: "token.revoked", target: `token:${token_id}`, data: about };
  return audited(context, deed, async () => {
    if (!decision.ok) return decision;
    if (!token) return refuse(notFound("token"));
    const lost = { where: { team_id }, reason: "the API token was revoked" };
    // Guests of all the holder's links are asked again: which are the token's is certain only once it is revoked.
    const guests = { ...lost, match: { user_id: token.user_id, guests: true } };
    const token_ids = await tokenLine(db, token_id);
    return revoking(env, { ...lost, match: { token_ids } }, now, () =>
      revoking(env, guests, now, async () => {
        const ended = await revokeRow(db, team_id, token_id, now);
        if (!ended) return refuse(notFound("token"));
        const tokens_ended = ended.tokens.map(({ id, name }) => ({ token_id: id, name }));
        Object.assign(about, { share_links_ended: ended.shares, tokens_ended });
        // Those that were made while it was being revoked.
        const late = ended.tokens.map(({ id }) => id).filter((id) => !token_ids.includes(id));
        const done = ok({ share_links_ended: ended.shares, tokens_ended });
        if (late.length === 0) return done;
        return revoking(env, { ...lost, match: { token_ids: late } }, now, async () => done);
      }),
    );
  });
}

/** Days until the token expires. */
function checkInput({ name, scopes, expires_in_days }: TokenInput): Result<number> {
  if (!shown(name) || name.length > NAME_MAX) {
    return refuse(invalidInput("name", `A token's name has 1 to ${NAME_MAX} visible characters.`));
  }
  if (scopes.length === 0) return refuse(invalidInput("scopes", "A token needs at least one scope."));
  const bounds = { field: "expires_in_days", min: 1, max: TOKEN_DAYS_MAX, unit: "days" };
  return wholeNumber(expires_in_days ?? TOKEN_DAYS_DEFAULT, bounds);
}

export function tokenBody(token: ListedToken): TokenBody {
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return {
    token_id: token.id,
    name: token.name,
    user_id: token.user_id,
    user_name: token.user_name,
    prefix: token.prefix,
    scopes: token.scopes,
    created_at: new Date(token.created_at).toISOString(),
    expires_at: iso(token.expires_at),
    last_used_at: iso(token.last_used_at),
    revoked_at: iso(token.revoked_at),
    made_with: token.made_with,
  };
}

const TOO_MANY: Refusal = {
  reason_code: "too_many_tokens",
  message: `You have ${TOKENS_MAX} tokens in this team that work, as many as one person may.`,
  retryable: false,
  next_step: "Revoke some that nothing uses.",
};

function beyondOwn(scope: Scope): Refusal {
  return {
    reason_code: "scope_missing",
    message: `A token without the scope ${scope} can't make one that has it.`,
    retryable: false,
    next_step: "Make the token in the browser.",
    field: "scopes",
  };
}
