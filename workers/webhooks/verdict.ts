import type { OutboundOutcome } from "../domain/webhooks/outbound.ts";

/** What an attempt came to: `gone` = the endpoint wants nothing any more. `problem` is a sentence; null on success. */
export interface Verdict {
  readonly status: number | null;
  readonly problem: string | null;
  readonly answer: string;
  readonly gone: boolean;
}

export function verdictOf(outcome: OutboundOutcome): Verdict {
  if (outcome.kind === "failed") return { status: null, problem: outcome.message, answer: "", gone: false };
  const { status, answer } = outcome;
  return { status, answer, problem: problemOf(status), gone: status === 410 };
}

function problemOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) {
    return `The endpoint redirected (${status}). Redirects are not followed: use the address it leads to.`;
  }
  if (status === 410) return "The endpoint said that it is gone (410), so the webhook was disabled.";
  return `The endpoint answered ${status} instead of a status from 200 to 299.`;
}
