/** Whose sandbox a request is about, for its audit entry: an admin who acts on a colleague's does so on their behalf. */
import type { Caller } from "../../domain/access.ts";
import type { SandboxRecord } from "../../domain/sandbox.ts";
import type { ServiceContext } from "../context.ts";

/** By request and by the audit log's target; one request may be about several. */
const owners = new WeakMap<ServiceContext<Caller>, Map<string, string>>();

/** @param name as the request wrote it, and its audit entry does */
export function noteOwner(context: ServiceContext<Caller>, name: string, { owner }: SandboxRecord): void {
  const noted = owners.get(context) ?? new Map<string, string>();
  owners.set(context, noted.set(`sandbox:${name}`, owner.user_id));
}

/** The owner's user id, when a member did something to somebody else's sandbox. */
export function onBehalfOf(
  context: ServiceContext<Caller>,
  target: string | null,
): { readonly on_behalf_of?: string } {
  const { viewer } = context;
  const owner = owners.get(context)?.get(target ?? "");
  return viewer.kind === "member" && owner && owner !== viewer.user_id ? { on_behalf_of: owner } : {};
}
