import { useEffect, useRef } from "react";
import type { AccountAnswer } from "./account-answer.ts";

/**
 * The answer, and where nothing came from the server what the answer before showed this once: the key of a second
 * factor that is being set up, or backup codes.
 */
export function useShownOnce(answer: AccountAnswer | null): AccountAnswer | null {
  const before = useRef<AccountAnswer | null>(null);
  const unreached = answer?.refusal?.reason_code === "unreachable";
  useEffect(() => {
    if (!unreached) before.current = answer;
  }, [answer, unreached]);
  if (!answer || !unreached || !before.current) return answer;
  const { enrolment, backup_codes } = before.current;
  return { ...answer, enrolment, backup_codes };
}
