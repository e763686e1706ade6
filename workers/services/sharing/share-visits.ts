/** Visits by share links: who comes, and what the audit log keeps of it. Never the token. */
import type { GuestEnv } from "../../auth/guest.ts";
import { appendAudit } from "../../data/audit.ts";
import { database } from "../../data/database.ts";
import type { Share } from "../../data/shares.ts";
import type { Viewer } from "../../domain/access.ts";
import { type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { noteAttempt } from "../audit/attempts.ts";
import type { ServiceEnv } from "../context.ts";

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

/** Refused ones are written down no faster than a flood of them may fill a table; each that lets somebody in is. */
export async function noteVisit(
  visitor: Visitor,
  share: Share,
  { action, guest, refusal }: Visit,
): Promise<void> {
  const { env, viewer, now, request_id, address } = visitor;
  const { team_id } = share;
  const target = `sandbox:${share.record?.name ?? share.sandbox_id}`;
  const who = viewer ? { user_id: viewer.user_id } : {};
  const data = { share_id: share.id, ...who };
  const label = guest?.name ?? "a visitor";
  if (refusal) {
    // Whoever was not let in is nobody yet: what is alike is counted by link.
    const actor = { kind: "guest", id: share.id, label } as const;
    return await noteAttempt(visitor, { action, target, data, actor, team_id }, refusal);
  }
  await appendAudit(database(env.DB), {
    team_id,
    at: now,
    actor: { kind: "guest", id: guest?.id ?? share.id, label },
    address,
    action,
    outcome: "done",
    target,
    data: { ...data, request_id },
  });
}

/** Of no link that there is, or too many: in the log of those who run the deployment. */
export async function noteStray(
  visitor: Visitor,
  action: Visit["action"],
  refusal: Refusal,
): Promise<Result<never>> {
  await noteAttempt(visitor, { action }, refusal);
  return refuse(refusal);
}
