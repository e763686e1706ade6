import { actorOf, type Caller, can, type Resource } from "../../domain/access.ts";
import { type SocketViewer, VIEWER_HEADER } from "../../sandbox/contract.ts";
import type { ServiceContext } from "../context.ts";
import type { PreviewGrant } from "./previews.ts";

const NO_WAY = {
  expires_at: null,
  user_id: null,
  session_id: null,
  token_id: null,
  share_id: null,
  shared_by: null,
  parts: null,
} as const;

/** Who opens a stream or socket of this sandbox, and whether they may type or only watch. */
export function socketViewer({ viewer, now }: ServiceContext<Caller>, resource: Resource): SocketViewer {
  const role = can(viewer, "terminals.type", resource).ok ? "interact" : "view";
  const common = { actor: actorOf(viewer), role, present: true, decided_at: now } as const;
  if (viewer.kind === "guest") {
    const { share_id, shared_by, parts, expires_at } = viewer;
    return { ...common, ...NO_WAY, expires_at, share_id, shared_by, parts };
  }
  const { user_id, session_id, token } = viewer;
  return { ...common, ...NO_WAY, user_id, session_id, token_id: token?.token_id ?? null };
}

/** Who looks at a preview, until their pass ends: by what they would lose it. Times are epoch ms. */
export function previewViewer(
  { user_id, session_id, expires_at }: Pick<PreviewGrant, "user_id" | "session_id"> & { expires_at: number },
  { decided_at }: Pick<SocketViewer, "decided_at">,
): SocketViewer {
  const actor = { kind: "user", id: user_id, label: "" } as const;
  return { ...NO_WAY, actor, role: "view", present: false, decided_at, expires_at, user_id, session_id };
}

/** Headers of a request to the Durable Object: the viewer and what `headers` names, nothing else that the client sent. */
export function viewerHeaders(viewer: SocketViewer, headers: HeadersInit = {}): Headers {
  // JSON is ASCII once escaped: names may hold any character, headers may not.
  const json = JSON.stringify(viewer).replace(/[\u007f-\uffff]/g, escapeUnit);
  const all = new Headers(headers);
  all.set(VIEWER_HEADER, json);
  return all;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
