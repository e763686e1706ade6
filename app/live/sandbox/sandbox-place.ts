import { createContext, use } from "react";

/** Where a sandbox is reached, and as what: by its members under its name, by guests under their share link. */
export interface SandboxPlace {
  readonly kind: "member" | "guest";
  /** The sandbox's name. */
  readonly name: string;
  /** Of its record in the API; its lists and sockets are below. */
  readonly api: string;
  /** Of its page; the tabs are below. */
  readonly page: string;
}

export function memberPlace(name: string): SandboxPlace {
  return { kind: "member", name, api: `/api/v1/sandboxes/${name}`, page: `/sandboxes/${name}` };
}

export function guestPlace(share_id: string, name: string): SandboxPlace {
  return { kind: "guest", name, api: `/api/v1/shared/${share_id}`, page: `/shared/${share_id}` };
}

export const PlaceContext = createContext<SandboxPlace | null>(null);

export function usePlace(): SandboxPlace {
  const place = use(PlaceContext);
  if (!place) throw new Error("usePlace is used outside of a sandbox's page");
  return place;
}
