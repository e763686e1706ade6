/**
 * In local runs the Worker reaches every address of the machine and its networks. So the local engine's process asks
 * instead: it resolves the name, checks every address, and connects to exactly those (container/local/outbound.ts).
 */
import {
  OUTBOUND_TIMEOUT_MS,
  type OutboundOutcome,
  type OutboundRequest,
} from "../domain/webhooks/outbound.ts";
import type { Outbound } from "./outbound.ts";

/** Its own deadline and a margin, ms. */
const TIMEOUT_MS = OUTBOUND_TIMEOUT_MS + 5_000;

export class EngineOutbound implements Outbound {
  readonly #url: string;
  readonly #token: string;

  constructor(origin: string, token: string) {
    if (token === "") throw new Error("the local engine's token is empty");
    this.#url = `${new URL(origin).origin}/outbound`;
    this.#token = token;
  }

  async post(request: OutboundRequest): Promise<OutboundOutcome> {
    const response = await fetch(this.#url, {
      method: "POST",
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
      body: JSON.stringify(request),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`the engine answered ${response.status} to an outbound request`);
    return (await response.json()) as OutboundOutcome;
  }
}
