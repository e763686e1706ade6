/** Opening a sandbox's sockets. What travels on them is between the client and the Durable Object. */
import { sha256Hex } from "../../data/hashing.ts";
import { type Caller, resourceOf } from "../../domain/access.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import { guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { findSandbox } from "../sandboxes/find-sandbox.ts";
import { checked } from "./agent-refusal.ts";
import { socketViewer, viewerHeaders } from "./socket-viewer.ts";

export interface SocketInput {
  readonly name: string;
  /** Below the sandbox, e.g. `/live` or `/terminals/t1`. */
  readonly path: string;
  readonly ability: "shared.read" | "terminals.read";
  /** `?after=`, `?offset=`, `?viewer=`. */
  readonly query: URLSearchParams;
}

/** The upgraded response, or the refusal before any socket is opened. A viewer without `terminals.type` only watches. */
export async function openSocket(
  context: ServiceContext<Caller>,
  input: SocketInput,
): Promise<Result<Response>> {
  return guarded(context, { action: "socket.opened", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, input.ability);
    if (!found.ok) return found;
    const { stub, row } = found.value;
    const who = socketViewer(context, resourceOf(row.record));
    const headers = viewerHeaders(who, { upgrade: "websocket" });
    const query = new URLSearchParams(input.query);
    query.delete("ticket");
    const viewer = query.get("viewer");
    if (viewer !== null) query.set("viewer", await ownViewerId(who.actor.id, viewer));
    const response = await stub.fetch(`https://sandbox${input.path}?${query}`, { headers });
    return response.webSocket ? ok(uncompressed(response, context.env)) : checked(response);
  });
}

/**
 * Workerd compresses the sockets of browsers, which all offer it: for each viewer anew, at the expense of everybody's
 * latency. In local runs a header of its own in the answer prevents that; on Cloudflare the flag in wrangler.jsonc does.
 */
function uncompressed(response: Response, env: ServiceContext["env"]): Response {
  if (env.ENGINE !== "local") return response;
  const headers = { "sec-websocket-extensions": "none" };
  return new Response(null, { status: 101, webSocket: response.webSocket, headers });
}

/**
 * Attaching again with a viewer's id replaces that viewer and continues its numbered input: the id is made the
 * person's own, so that nobody can take another's place by naming it.
 */
async function ownViewerId(actor_id: string, viewer: string): Promise<string> {
  return `${(await sha256Hex(actor_id)).slice(0, 12)}_${viewer}`;
}
