/** Requests that the edge turns away: a token that is not good, a browser that was sent by another site, a body too large. */
import { database } from "../../data/database.ts";
import { findToken } from "../../data/tokens.ts";
import { actorOf, type Viewer } from "../../domain/access.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { type Attempted, noteAttempt } from "./attempts.ts";

export interface TurnedAway {
  /** Who was known to be good before the request was turned away. */
  readonly viewer: Viewer | null;
  readonly method: string;
  /** As a log may show it. */
  readonly path: string;
  /** Value of the Authorization header. */
  readonly authorization: string | null;
  /** Value of the Origin header: not a secret, and who sent the browser here. */
  readonly origin: string | null;
}

/** A token that was good once is named, and its team hears of it; an unknown one is nobody's. */
export async function noteTurnedAway(from: Attempted, asked: TurnedAway, refusal: Refusal): Promise<void> {
  const { method, path, origin, viewer } = asked;
  const who = viewer ? { team_id: viewer.team_id, actor: actorOf(viewer) } : await holderOf(from, asked);
  const where = refusal.reason_code === "foreign_origin" ? { origin: (origin ?? "none").slice(0, 200) } : {};
  const data = { method, path: path.slice(0, 200), ...where };
  await noteAttempt(from, { action: "request.refused", data, ...who }, refusal);
}

async function holderOf({ env }: Attempted, { authorization }: TurnedAway) {
  const secret = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
  const token = secret ? await findToken(database(env.DB), secret) : undefined;
  if (!token) return {};
  const actor = { kind: "token", id: token.id, label: `token ${token.name}` } as const;
  return { team_id: token.team_id, actor };
}
