/**
 * On Cloudflare the Worker asks by itself: the platform's network does not lead to anybody's private or local addresses,
 * so that what a name resolves to can do no harm there. What the URL says itself is checked all the same.
 */
import {
  ADDRESS_REFUSED,
  ANSWER_READ_BYTES,
  answerText,
  OUTBOUND_TIMEOUT_MS,
  type OutboundOutcome,
  type OutboundRequest,
  TIMED_OUT,
} from "../domain/webhooks/outbound.ts";
import { type AllowedHost, checkWebhookUrl } from "../domain/webhooks/webhook-url.ts";
import type { Outbound } from "./outbound.ts";

export class DirectOutbound implements Outbound {
  readonly #allowed: readonly AllowedHost[];
  readonly #fetch: typeof fetch;

  constructor(allowed: readonly AllowedHost[], fetcher: typeof fetch = (input, init) => fetch(input, init)) {
    this.#allowed = allowed;
    this.#fetch = fetcher;
  }

  async post({ url, headers, body }: OutboundRequest): Promise<OutboundOutcome> {
    if (!checkWebhookUrl(url, this.#allowed).ok) return ADDRESS_REFUSED;
    const signal = AbortSignal.timeout(OUTBOUND_TIMEOUT_MS);
    let response: Response;
    try {
      const asked = { ...headers, "accept-encoding": "identity" };
      response = await this.#fetch(url, { method: "POST", headers: asked, body, redirect: "manual", signal });
    } catch {
      if (signal.aborted) return TIMED_OUT;
      return {
        kind: "failed",
        reason_code: "connection_failed",
        message: "The endpoint can't be connected to.",
      };
    }
    // Already unpacked by the platform, piece by piece: what is not read does not grow.
    return {
      kind: "answered",
      status: response.status,
      answer: answerText(await beginningOf(response), null),
    };
  }
}

/** At most ANSWER_READ_BYTES; the rest is not waited for, and an answer that breaks off has been one. */
async function beginningOf({ body }: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body?.getReader();
  try {
    while (reader && size < ANSWER_READ_BYTES) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      size += value.byteLength;
    }
  } catch {
    // Cut off or too slow: its status has been said.
  }
  await reader?.cancel().catch(() => undefined);
  return new Uint8Array(await new Blob(chunks as BlobPart[]).slice(0, ANSWER_READ_BYTES).arrayBuffer());
}
