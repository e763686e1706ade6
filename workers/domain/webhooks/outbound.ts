/** One request to an address that people named, and what came of it: between the Worker and whoever makes the request. */

export interface OutboundRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type OutboundOutcome =
  | { readonly kind: "answered"; readonly status: number; readonly answer: string }
  /** No answer; `message` is a sentence for people. */
  | {
      readonly kind: "failed";
      readonly reason_code:
        | "address_refused"
        | "host_not_found"
        | "connection_failed"
        | "certificate_refused"
        | "timed_out";
      readonly message: string;
    };

/** From asking for the address to the answer's end, ms. */
export const OUTBOUND_TIMEOUT_MS = 10_000;
/** What is read of an answer before its connection is cut, bytes. */
export const ANSWER_READ_BYTES = 64 * 1024;
/** What is kept of it, characters. */
const ANSWER_KEPT = 1024;

/** An answer's beginning as text; one that is packed is not unpacked. */
export function answerText(bytes: Uint8Array, content_encoding: string | null): string {
  if (content_encoding && content_encoding.toLowerCase() !== "identity") {
    return `(${bytes.byteLength} bytes with the content encoding ${content_encoding.slice(0, 40)}, not shown)`;
  }
  return new TextDecoder().decode(bytes).slice(0, ANSWER_KEPT);
}

export const TIMED_OUT: OutboundOutcome = {
  kind: "failed",
  reason_code: "timed_out",
  message: `There was no answer within ${OUTBOUND_TIMEOUT_MS / 1000} seconds.`,
};

export const ADDRESS_REFUSED: OutboundOutcome = {
  kind: "failed",
  reason_code: "address_refused",
  message: "The host leads to a private or local network, which webhooks may not reach.",
};
