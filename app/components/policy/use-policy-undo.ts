import { useEffect } from "react";
import { useFetcher } from "react-router";
import { showToast } from "../controls/toast.ts";
import type { PolicyAnswer } from "./policy-answer.ts";
import { changeWords, policyText } from "./policy-text.ts";
import type { Setting } from "./policy-words.ts";

type Saved = Extract<PolicyAnswer, { kind: "saved" }>;

/** The fields that put back what a save changed, unless somebody changed it again since. */
export function undoFields({ policy, before }: Saved): Record<string, string> {
  const { version: _, ...settings } = policy;
  const text = policyText({ ...settings, ...before });
  const fields = Object.keys(before).map((setting) => [setting, text[setting as Setting]] as const);
  return { intent: "undo", loaded: JSON.stringify(settings), ...Object.fromEntries(fields) };
}

/** Says what was saved, with a way back; and what came of taking it. */
export function usePolicyUndo(answer: PolicyAnswer | null): void {
  const fetcher = useFetcher<PolicyAnswer>({ key: "policy-undo" });
  const { submit, data: undone } = fetcher;
  useEffect(() => {
    if (answer?.kind !== "saved") return;
    const words = changeWords(answer.before, answer.after);
    const undo = () => void submit(undoFields(answer), { method: "post", action: "/settings/policy" });
    if (words.length === 0) showToast("Nothing was changed.");
    else showToast(`Saved: ${words.join(", ")}.`, { undo });
  }, [answer, submit]);
  useEffect(() => {
    if (undone?.kind === "saved") showToast("The earlier policy is back.");
    else if (undone) {
      const why = undone.kind === "refused" ? undone.refusal.message : "Somebody has changed it again since.";
      showToast(`Not undone. ${why}`, { tone: "bad" });
    }
  }, [undone]);
}
