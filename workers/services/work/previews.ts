/**
 * Previews of ports. Whoever may read a sandbox may open them: they see what its program shows, in an origin that has
 * no part in the dashboard's session. What they do there, they do to that program alone.
 */
import { isSessionOpen } from "../../data/browser-sessions.ts";
import { database } from "../../data/database.ts";
import { findMember } from "../../data/members.ts";
import { findSandboxByName } from "../../data/sandboxes.ts";
import { consumeTicket, createTicket } from "../../data/tickets.ts";
import { can, resourceOf, type Viewer } from "../../domain/access.ts";
import { ownPath } from "../../domain/people/own-path.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { type Preview, previewHosts, previewOrigin } from "../../domain/sandbox/preview-host.ts";
import { handedOut } from "../audit/audit-trail.ts";
import type { ServiceContext, ServiceEnv } from "../context.ts";
import { findSandbox } from "../sandboxes/find-sandbox.ts";

/** Where a preview's origin takes a ticket; nothing below `/.sandbar/` reaches the program. */
export const ENTRY_PATH = "/.sandbar/enter";

/** Whom a preview was opened for, and of which sandbox: a name may be another's later. */
export interface PreviewGrant {
  readonly sandbox_id: string;
  readonly team_id: string;
  readonly user_id: string;
  /** In which it was opened: it ends with it. */
  readonly session_id: string;
}

export interface PreviewRequest {
  readonly name: string;
  readonly port: string;
  /** Where to go there; on that origin alone. */
  readonly path: string;
  /** The viewer's browser session; null when they have none. */
  readonly session_id: string | null;
}

/**
 * The address that opens the preview once, within 30 seconds. Refuses with `previews_off`, `session_needed`,
 * `invalid_input` (the port), or as `findSandbox`.
 */
export async function openPreview(
  context: ServiceContext,
  input: PreviewRequest,
): Promise<Result<{ readonly location: string }>> {
  const { env, viewer, now } = context;
  const deed = {
    action: "preview.opened",
    target: `sandbox:${input.name}`,
    data: { port: input.port.slice(0, 10) },
  };
  return handedOut(context, deed, async () => {
    const { session_id } = input;
    if (viewer.token || session_id === null) return refuse(SESSION_NEEDED);
    const found = await findSandbox(context, input.name, "sandboxes.read");
    if (!found.ok) return found;
    const hosts = previewHosts({ public_url: context.origin, preview_host: env.PREVIEW_HOST });
    if (!hosts) return refuse(PREVIEWS_OFF);
    const port = /^[1-9]\d{0,4}$/.test(input.port) ? Number(input.port) : 0;
    if (port < 1 || port > 65_535) return refuse(INVALID_PORT);
    const preview = { name: found.value.name, port };
    const grant = {
      sandbox_id: found.value.id,
      team_id: viewer.team_id,
      user_id: viewer.user_id,
      session_id,
    } satisfies PreviewGrant;
    const ticket = { team_id: viewer.team_id, resource: ticketResource(preview), grant };
    const { ticket: secret } = await createTicket(database(env.DB), ticket, now);
    const location = new URL(ENTRY_PATH, previewOrigin(hosts, preview));
    location.searchParams.set("ticket", secret);
    location.searchParams.set("path", ownPath(input.path));
    return ok({ location: location.href });
  });
}

/** Whom the ticket was made for, once, for this sandbox's name and port only. */
export async function redeemPreviewTicket(
  env: ServiceEnv,
  preview: Preview,
  ticket: string,
  now: number,
): Promise<PreviewGrant | undefined> {
  if (ticket === "") return undefined;
  const consumed = await consumeTicket(database(env.DB), ticket, ticketResource(preview), now);
  return consumed?.grant as PreviewGrant | undefined;
}

/** Whether they are still signed in and may still read this sandbox, and it is still the one of that name. */
export async function mayVisitPreview(
  env: ServiceEnv,
  { name }: Preview,
  { sandbox_id, team_id, user_id, session_id }: PreviewGrant,
  now: number,
): Promise<boolean> {
  const db = database(env.DB);
  const [isSignedIn, membership, row] = await Promise.all([
    isSessionOpen(db, { session_id, user_id }, now),
    findMember(db, team_id, user_id),
    findSandboxByName(db, team_id, name),
  ]);
  if (!isSignedIn || !membership || row?.record.id !== sandbox_id) return false;
  const viewer: Viewer = {
    kind: "member",
    user_id,
    name: "",
    team_id,
    role: membership.role,
    token: null,
    session_id,
  };
  return can(viewer, "sandboxes.read", resourceOf(row.record)).ok;
}

/** Where the dashboard opens this port; null where there are no previews. */
export function previewAddress(context: ServiceContext, preview: Preview): string | null {
  const hosts = previewHosts({ public_url: context.origin, preview_host: context.env.PREVIEW_HOST });
  return hosts && `${context.origin}/sandboxes/${preview.name}/ports/${preview.port}/open`;
}

/** No path of the API: its tickets open nothing here, and these open nothing there. */
function ticketResource({ name, port }: Preview): string {
  return `preview:${port}--${name}`;
}

const PREVIEWS_OFF: Refusal = {
  reason_code: "previews_off",
  message: "This deployment shows no previews of ports: it has no host to show them on.",
  retryable: false,
  next_step:
    "Whoever runs it sets PREVIEW_HOST to a host name whose subdomains all lead here, e.g. preview.example.com.",
};

const SESSION_NEEDED: Refusal = {
  reason_code: "session_needed",
  message: "A preview is opened by somebody who is signed in, not with an API token.",
  retryable: false,
  next_step: "Open this address in a browser in which you are signed in.",
};

const INVALID_PORT: Refusal = {
  reason_code: "invalid_input",
  message: "A port is a whole number from 1 to 65535.",
  retryable: false,
  next_step: "See which ports are open on the sandbox's Ports page.",
  field: "port",
};
