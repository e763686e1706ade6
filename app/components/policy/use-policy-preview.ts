import { useEffect, useState } from "react";
import type { PolicyPatch } from "../../../workers/domain/policy/policy-settings.ts";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import type { AffectedSandbox } from "./policy-preview-words.ts";
import { changeKey } from "./policy-text.ts";

/** What the server answers about a change that is not made. */
export type PreviewAnswer =
  | {
      readonly affected: readonly AffectedSandbox[];
      /** False when there are more archives than were looked at. */
      readonly complete: boolean;
      readonly refusal: null;
    }
  | { readonly affected: null; readonly refusal: Refusal };

interface Known {
  /** Of the change that is answered. */
  readonly key: string | null;
  readonly answer: PreviewAnswer | null;
}

const NOTHING: Known = { key: "", answer: null };

const PAUSE_MS = 250;

const UNREACHABLE: PreviewAnswer = {
  affected: null,
  refusal: {
    reason_code: "unreachable",
    message: "What this would do can’t be looked up: Sandbar can’t be reached.",
    retryable: true,
    next_step: "Check your connection, then change the number again.",
  },
};

/**
 * Asks after a short pause in typing what the change would do; null while nothing is changed, or not yet known.
 * `waiting`: the answer that is shown is to an earlier change. An answer that is overtaken is dropped.
 */
export function usePolicyPreview(
  patch: PolicyPatch | null,
  posted: PreviewAnswer | null,
): { preview: PreviewAnswer | null; waiting: boolean } {
  const key = patch === null ? null : changeKey(patch);
  const [known, setKnown] = useState<Known>({ key, answer: posted });
  const needed = key !== null && key !== "" && known.key !== key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the patch
  useEffect(() => {
    if (key === "") setKnown(NOTHING);
    if (!needed) return;
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await ask(patch ?? {}, stop.signal);
      if (!stop.signal.aborted) setKnown({ key, answer });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key, needed]);
  // Nothing is changed, or what is typed is no value.
  const idle = key === "" || (key === null && posted === null);
  return { preview: idle ? null : known.answer, waiting: needed };
}

async function ask(patch: PolicyPatch, signal: AbortSignal): Promise<PreviewAnswer> {
  try {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify(patch);
    const answer = await fetch("/settings/policy/preview", { method: "POST", headers, body, signal });
    return answer.ok ? ((await answer.json()) as PreviewAnswer) : UNREACHABLE;
  } catch {
    return UNREACHABLE;
  }
}
