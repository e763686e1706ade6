/**
 * Requests that the Worker makes to addresses people named (webhooks). It resolves the name once, refuses unless every
 * address is public, and connects to exactly those: what the name means a moment later does not count.
 */
import { lookup as systemLookup } from "node:dns/promises";
import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import {
  ADDRESS_REFUSED,
  ANSWER_READ_BYTES,
  answerText,
  OUTBOUND_TIMEOUT_MS,
  type OutboundOutcome,
  type OutboundRequest,
  TIMED_OUT,
} from "../../workers/domain/webhooks/outbound.ts";
import { type AllowedHost, checkWebhookUrl, isAllowed } from "../../workers/domain/webhooks/webhook-url.ts";
import type { EgressRules } from "./egress-policy.ts";

export interface OutboundParts {
  readonly rules: EgressRules;
  /** Hosts that the operator named in WEBHOOK_ALLOWED_HOSTS; their addresses are not asked about. */
  readonly allowed: readonly AllowedHost[];
  readonly timeoutMs?: number;
}

const NOT_FOUND: OutboundOutcome = {
  kind: "failed",
  reason_code: "host_not_found",
  message: "The host's name could not be resolved.",
};

/** Answers within the time limit, whatever the other side does. */
export async function postOutward(asked: OutboundRequest, parts: OutboundParts): Promise<OutboundOutcome> {
  const { timeoutMs = OUTBOUND_TIMEOUT_MS } = parts;
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), timeoutMs);
  const ended = new Promise<OutboundOutcome>((resolve) => {
    end.signal.addEventListener("abort", () => resolve(TIMED_OUT), { once: true });
  });
  try {
    const addresses = await Promise.race([addressesOf(asked.url, parts), ended]);
    return "kind" in addresses ? addresses : await send(asked, addresses, end.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** The addresses that may be connected to, or why none may. */
async function addressesOf(
  raw: string,
  { rules, allowed }: OutboundParts,
): Promise<readonly string[] | OutboundOutcome> {
  const checked = checkWebhookUrl(raw, allowed);
  if (!checked.ok) return ADDRESS_REFUSED;
  const url = new URL(checked.value);
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const named = isAllowed(url, allowed);
  let addresses: readonly string[];
  try {
    addresses = named
      ? (await systemLookup(host, { all: true })).map(({ address }) => address)
      : await rules.resolve(host);
  } catch {
    return NOT_FOUND;
  }
  if (addresses.length === 0) return NOT_FOUND;
  // All of them: a name that also points inward is not to be trusted.
  return named || addresses.every(rules.isAllowedAddress) ? addresses : ADDRESS_REFUSED;
}

function send(
  { url: raw, headers, body }: OutboundRequest,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<OutboundOutcome> {
  const url = new URL(raw);
  const options: RequestOptions = {
    method: "POST",
    headers: { ...headers, "accept-encoding": "identity", "content-length": Buffer.byteLength(body) },
    lookup: pinned(addresses),
    agent: false,
    signal,
  };
  const start = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    let answered = false;
    const request = start(url, options, (answer) => {
      answered = true;
      void beginningOf(answer).then((bytes) => {
        request.destroy();
        const encoding = answer.headers["content-encoding"] ?? null;
        resolve({ kind: "answered", status: answer.statusCode ?? 0, answer: answerText(bytes, encoding) });
      });
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      // Once it has answered, whatever ends the connection is no failure any more.
      if (!answered) resolve(signal.aborted ? TIMED_OUT : failureOf(error));
    });
    request.end(body);
  });
}

/** Instead of a resolver: the addresses that were checked. A host that is an address is not looked up at all. */
function pinned(addresses: readonly string[]): LookupFunction {
  const entries = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, answer) => {
    const fitting = entries.filter(({ family }) => !options.family || options.family === family);
    const [first] = fitting;
    if (!first) answer(Object.assign(new Error("no such address"), { code: "ENOTFOUND" }), []);
    else if (options.all) answer(null, fitting);
    else answer(null, first.address, first.family);
  };
}

/** At most ANSWER_READ_BYTES; an answer that breaks off or takes too long has been one. */
async function beginningOf(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= ANSWER_READ_BYTES) break;
    }
  } catch {
    // Its status has been said.
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_READ_BYTES);
}

function failureOf({ code = "" }: NodeJS.ErrnoException): OutboundOutcome {
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO|EPROTO/.test(code)) {
    const message = `The endpoint's certificate or encryption was refused (${code}).`;
    return { kind: "failed", reason_code: "certificate_refused", message };
  }
  const message = `The endpoint can't be connected to${code ? ` (${code})` : ""}.`;
  return { kind: "failed", reason_code: "connection_failed", message };
}
