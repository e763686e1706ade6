import type { Refusal } from "../../../workers/domain/refusal.ts";
import { readRefusalBody } from "../../../workers/domain/refusal-body.ts";

interface Joining {
  readonly token: string;
  readonly name: string;
  readonly password?: string;
}

export type JoinRefusal = Pick<Refusal, "message" | "next_step" | "field">;

/** How it came out: `over` when the link itself lets nobody in any more. */
export type JoinOutcome =
  | { readonly kind: "in"; readonly share_id: string }
  | { readonly kind: "over" }
  | { readonly kind: "refused"; readonly refusal: JoinRefusal };

/** Comes in by a share link. Its token goes in the body: in no address, so in no log and no Referer. */
export async function joinShare(joining: Joining): Promise<JoinOutcome> {
  const answer = await fetch("/api/v1/shared", {
    method: "POST",
    body: JSON.stringify(joining),
    headers: { "content-type": "application/json" },
  }).catch(() => null);
  // What stands between may answer too, with a page of its own.
  const body: unknown = await answer?.json().catch(() => null);
  if (answer?.ok && body) return { kind: "in", share_id: (body as { readonly share_id: string }).share_id };
  const refusal = readRefusalBody(body);
  if (refusal && (answer?.status === 404 || answer?.status === 410)) return { kind: "over" };
  return { kind: "refused", refusal: refusal ?? UNREACHABLE };
}

const UNREACHABLE: JoinRefusal = {
  message: "Sandbar can’t be reached.",
  next_step: "Check your connection and try again; what you entered is still here.",
};
