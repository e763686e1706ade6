/** Single-use tickets: a browser opens a socket with one where its cookie can't go. */
import { database } from "../../data/database.ts";
import { standingOf } from "../../data/standing.ts";
import { consumeTicket, createTicket } from "../../data/tickets.ts";
import type { Viewer } from "../../domain/access.ts";
import { normaliseName } from "../../domain/names.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { handedOut } from "../audit/audit-trail.ts";
import type { ServiceContext, ServiceEnv } from "../context.ts";
import { findSandbox } from "../sandboxes/find-sandbox.ts";

export interface TicketBody {
  readonly ticket: string;
  /** ISO 8601 UTC. */
  readonly expires_at: string;
}

/** `/sandboxes/NAME/live` or `/sandboxes/NAME/terminals/ID`. */
const RESOURCE = /^\/sandboxes\/([^/]+)(\/live|\/terminals\/[\w-]{1,64})$/;

export async function issueTicket(
  context: ServiceContext,
  input: { readonly resource: string },
): Promise<Result<TicketBody>> {
  return handedOut(context, { action: "ticket.issued", target: input.resource.slice(0, 200) }, async () => {
    const match = RESOURCE.exec(input.resource);
    if (!match?.[1] || !match[2]) return refuse(invalidResource());
    const found = await findSandbox(context, match[1], "sandboxes.read");
    if (!found.ok) return found;
    const resource = socketResource(found.value.name, match[2]);
    const { env, viewer, now } = context;
    const db = database(env.DB);
    const made = await createTicket(db, { team_id: viewer.team_id, resource, grant: viewer }, now);
    return ok({ ticket: made.ticket, expires_at: new Date(made.expires_at).toISOString() });
  });
}

/**
 * The viewer that a ticket was issued to, as they are now, once, for this sandbox and socket only. Refuses with
 * `invalid_ticket`, also when they have left the team or what they came in by has ended since.
 */
export async function redeemTicket(
  env: ServiceEnv,
  input: { readonly ticket: string; readonly name: string; readonly path: string },
  now: number,
): Promise<Result<Viewer>> {
  const name = normaliseName(input.name);
  if (!name.ok || input.ticket === "") return refuse(invalidTicket());
  const resource = socketResource(name.value, input.path);
  const db = database(env.DB);
  const consumed = await consumeTicket(db, input.ticket, resource, now);
  const viewer = consumed && (await standingOf(db, consumed.grant as Viewer, now));
  return viewer ? ok(viewer) : refuse(invalidTicket());
}

function socketResource(name: string, path: string): string {
  return `/sandboxes/${name}${path}`;
}

function invalidResource(): Refusal {
  return {
    reason_code: "invalid_input",
    message: "A ticket opens /sandboxes/NAME/live or /sandboxes/NAME/terminals/ID.",
    retryable: false,
    next_step: "Name one of these, without the API's address before it.",
    field: "resource",
  };
}

function invalidTicket(): Refusal {
  return {
    reason_code: "invalid_ticket",
    message:
      "This ticket was used, has expired, opens something else, or is of somebody who may no longer open it.",
    retryable: false,
    next_step: "Ask for a new ticket and use it within 30 seconds.",
  };
}
