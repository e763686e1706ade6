import { type RefObject, useEffect, useState } from "react";
import type { PolicyPatch } from "../../../workers/domain/policy/policy-settings.ts";
import type { PolicyAnswer, VersionedPolicy } from "./policy-answer.ts";
import { changedSettings, type PolicyText, policyText, typedText } from "./policy-text.ts";
import type { Setting } from "./policy-words.ts";

interface PolicyEdits {
  /** What each field shows. */
  readonly text: PolicyText;
  /** What the fields change of `policy`; null while one of them holds no valid value. */
  readonly patch: PolicyPatch | null;
  /** False in the first response, where buttons must work without JavaScript. */
  readonly alive: boolean;
  type(setting: Setting, text: string): void;
  discard(): void;
}

/** Only edited fields hold text of their own: the others follow the policy, whoever changes it. */
export function usePolicyEdits(
  policy: VersionedPolicy,
  answer: PolicyAnswer | null,
  form: RefObject<HTMLFormElement | null>,
): PolicyEdits {
  const [edits, setEdits] = useState<Partial<PolicyText>>(answer && "typed" in answer ? answer.typed : {});
  const [alive, setAlive] = useState(false);
  const loaded = policyText(policy);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for what was typed before the page came alive
  useEffect(() => {
    setAlive(true);
    if (form.current) setEdits(typedText(new FormData(form.current), loaded));
  }, []);
  useEffect(() => {
    if (answer?.kind === "saved") setEdits({});
  }, [answer]);
  const changed = changedSettings(policy, edits);
  return {
    text: { ...loaded, ...edits },
    patch: changed.ok ? changed.value : null,
    alive,
    type: (setting, text) => setEdits((before) => ({ ...before, [setting]: text })),
    discard: () => setEdits({}),
  };
}
