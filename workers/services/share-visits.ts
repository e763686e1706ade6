/** Visits by share links: who comes, and what the audit log keeps of it. Never the token. */
import type { GuestEnv } from "../auth/guest.ts";
import { appendAudit } from "../data/audit.ts";
import { database } from "../data/database.ts";
import type { Share } from "../data/shares.ts";
import type { Viewer } from "../domain/access.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { ServiceEnv } from "./context.ts";

/** Who comes to a link: what pages and the API know of any request. */
export interface Visitor {
  readonly env: ServiceEnv & GuestEnv;
  /** Null when nobody is signed in, which no link asks for. */
  readonly viewer: Viewer | null;
  /** Epoch ms. */
  readonly now: number;
  readonly request_id: string;
  /** The client's network address, where the platform tells it. */
  readonly address: string | null;
}

export interface Visit {
  readonly action: "share.opened" | "share.joined";
  /** Whom they say they are; unknown before they say it. */
  readonly guest?: { readonly id: string; readonly name: string };
  /** Absent when they were let in. */
  readonly refusal?: Refusal;
}

export async function noteVisit(
  { env, viewer, now, request_id, address }: Visitor,
  share: Share,
  { action, guest, refusal }: Visit,
): Promise<void> {
  const who = viewer ? { user_id: viewer.user_id } : {};
  const why = refusal ? { reason_code: refusal.reason_code } : {};
  await appendAudit(database(env.DB), {
    team_id: share.team_id,
    at: now,
    actor: { kind: "guest", id: guest?.id ?? share.id, label: guest?.name ?? "a visitor" },
    address,
    action,
    outcome: refusal ? "refused" : "done",
    target: `sandbox:${share.record?.name ?? share.sandbox_id}`,
    data: { share_id: share.id, ...who, ...why, request_id },
  });
}
