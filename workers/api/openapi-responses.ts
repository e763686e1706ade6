import { EVENT_STREAM } from "./event-stream.ts";
import { refusalStatus } from "./refusal-response.ts";
import type { Answer, Route } from "./route.ts";
import { refusalsOf } from "./route-refusals.ts";
import { errorBody } from "./schemas/common.ts";

export const BINARY = { type: "string", format: "binary" } as const;
const TEXT = { type: "string" } as const;

const WORDS: Readonly<Record<number, string>> = {
  400: "What was sent is not what this takes; `field` names it",
  401: "Nobody is signed in, or what they sent is not good",
  403: "They may not",
  404: "There is no such thing, or not for them",
  409: "Its state does not allow it now",
  410: "It has ended",
  413: "The body is too large",
  416: "The range is outside of the bytes",
  426: "This is opened by WebSocket",
  429: "Too many; `Retry-After` says when to come back",
  500: "It was accepted and failed; `reason_code` says how",
  503: "A part can't be reached; `Retry-After` says when to come back",
  507: "The disk is full",
};

const RETRY_AFTER = {
  "Retry-After": { description: "Seconds until it is worth trying again", schema: { type: "integer" } },
} as const;

/** What the route answers, and by status what it is refused for; `default` is any other refusal. */
export function responsesOf(route: Route) {
  const answers = Object.entries(route.answers).map(([status, answer]) => [status, answered(answer)]);
  const byStatus = Map.groupBy(refusalsOf(route), (reason_code) => statusOf(reason_code));
  const refusals = [...byStatus].map(([status, codes]) => [status, refused(status, codes)]);
  return Object.fromEntries([
    ...refusals,
    ...answers,
    ["default", { description: "Any other refusal", content: { "application/json": { schema: errorBody } } }],
  ]);
}

/** A code that is not listed stands for something that may pass, or not: what the document says is the usual. */
function statusOf(reason_code: string): number {
  const retryable = reason_code.endsWith("_unreachable");
  return refusalStatus({ reason_code, message: "", retryable });
}

function answered({ description, schema, type }: Answer) {
  const media = [
    ...(schema ? [["application/json", { schema }] as const] : []),
    ...[type ?? []].flat().map((one) => [one, { schema: one === EVENT_STREAM ? TEXT : BINARY }] as const),
  ];
  return media.length === 0 ? { description } : { description, content: Object.fromEntries(media) };
}

function refused(status: number, codes: readonly string[]) {
  const [reason_code] = codes;
  const example = {
    error: WORDS[status] ?? "It was refused.",
    reason_code,
    retryable: status === 429 || status === 503,
    request_id: "b4f5c0de-7a61-4ce4-9f0e-5f0a8a8b6c11",
  };
  return {
    description: `${WORDS[status] ?? "It was refused"}: ${codes.map((code) => `\`${code}\``).join(", ")}`,
    content: { "application/json": { schema: errorBody, example } },
    ...(status === 429 || status === 503 ? { headers: RETRY_AFTER } : {}),
    "x-reason-codes": codes,
  };
}
