import type { PolicySettings } from "../domain/policy-settings.ts";
import type { Refusal } from "../domain/refusal.ts";

/** Retryable: a place becomes free when a sandbox is torn down. */
export function quotaReached(which: "quota_member" | "quota_team", policy: PolicySettings): Refusal {
  const [whose, limit] =
    which === "quota_member"
      ? ["You have", policy.max_active_per_member]
      : ["The team has", policy.max_active_per_team];
  return {
    reason_code: "quota_exceeded",
    message: `${whose} as many active sandboxes as the policy allows (${limit}).`,
    retryable: true,
    next_step: "Tear one down, or ask an admin to raise the limit.",
  };
}
