import type { OutboundOutcome, OutboundRequest } from "../domain/webhooks/outbound.ts";

/** Makes requests to addresses that people named, and to no private network that the operator did not name. */
export interface Outbound {
  /** POST, without following redirects. Throws only when no request could be made on our side; nobody was asked then. */
  post(request: OutboundRequest): Promise<OutboundOutcome>;
}
