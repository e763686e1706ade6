/** What guests of a share link do once they are in. */
import { type Admitted, forgottenCookie, identifyGuest } from "../../auth/guest.ts";
import { database } from "../../data/database.ts";
import { dismissGuest } from "../../data/guests.ts";
import type { Guest } from "../../domain/access.ts";
import { RateLimit } from "../../domain/rate-limit.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { guestRecordBody } from "../../domain/sharing/guest-view.ts";
import type { SharedBody } from "../../domain/sharing/share.ts";
import { audited, guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { revoking } from "../revocations.ts";
import { findSandbox } from "../sandboxes/find-sandbox.ts";
import { forecaster } from "../sandboxes/forecasts.ts";
import type { Visitor } from "./share-visits.ts";

/** A guest who is in. */
export interface GuestVisit {
  readonly context: ServiceContext<Guest> & { readonly env: Visitor["env"] };
  readonly share: Admitted["share"];
  /** Of the one sandbox: what services that find sandboxes by name are told. */
  readonly name: string;
}

/** Requests a minute of one guest: a stranger's program must not keep everybody else waiting, nor fill the audit log. */
const LIMIT = 300;
const limits = new RateLimit();

/** By the link's cookie. Refuses as `identifyGuest`, or with `rate_limited`. */
export async function visitAsGuest(
  visitor: Visitor,
  request: Request,
  share_id: string,
): Promise<Result<GuestVisit>> {
  const { env, now, request_id, address } = visitor;
  const admitted = await identifyGuest(request, env, share_id, now);
  if (!admitted.ok) return admitted;
  const { guest, share } = admitted.value;
  if (limits.exceeded(guest.guest_id, LIMIT, now)) return refuse(TOO_FAST);
  const origin = new URL(env.PUBLIC_URL).origin;
  const context = { env, viewer: guest, now, request_id, origin, address };
  return ok({ context, share, name: share.record?.name ?? share.sandbox_id });
}

/** What they have: the link, who they are, and the sandbox as far as every guest is shown it. */
export async function readShared({ context, share, name }: GuestVisit): Promise<Result<SharedBody>> {
  return guarded(context, { action: "share.read", target: `sandbox:${name}` }, async () => {
    const found = await findSandbox(context, name, "shared.read");
    if (!found.ok) return found;
    const { stub, row } = found.value;
    const record = (await stub.record()) ?? row.record;
    const teardown = (await forecaster(context))(record);
    const { role, parts, label, maker } = share;
    const expires_at = new Date(share.expires_at).toISOString();
    return ok({
      share: { share_id: share.id, role, parts, label, shared_by: maker.name, expires_at },
      guest: { guest_id: context.viewer.guest_id, name: context.viewer.name },
      sandbox: guestRecordBody(record, teardown.at),
    });
  });
}

/** Their secret is worth nothing any more, and their sockets are closed. Answers the `Set-Cookie` that says so. */
export async function leaveShared({
  context,
  share,
  name,
}: GuestVisit): Promise<Result<{ readonly cookie: string }>> {
  const { env, viewer, now } = context;
  const deed = { action: "share.left", target: `sandbox:${name}`, data: { share_id: share.id } };
  return audited(context, deed, async () => {
    const { guest_id, sandbox_id } = viewer;
    const lost = { where: { sandbox_id }, match: { actor_id: guest_id }, reason: "you left" };
    await revoking(env, lost, now, async () => {
      await dismissGuest(database(env.DB), guest_id, now);
      return ok(null);
    });
    return ok({ cookie: forgottenCookie(env, share.id) });
  });
}

const TOO_FAST: Refusal = {
  reason_code: "rate_limited",
  message: "Too many requests in a minute.",
  retryable: true,
  next_step: "Wait a minute, then try again.",
};
