import type { ShouldRevalidateFunctionArgs } from "react-router";
import type { Refusal } from "../../../workers/domain/refusal.ts";

/** Of a row that was there when the page was loaded: somebody else, or oneself in another window, was quicker. */
export function goneMeanwhile(refusal: Refusal): Refusal {
  if (refusal.reason_code !== "not_found") return refusal;
  return {
    ...refusal,
    message: `${refusal.message.replace(/\.$/, "")} any more.`,
    next_step: "Somebody was quicker, here or in another window. This page shows now what there is.",
  };
}

/** What was refused as gone goes from the page too; after any other refusal it stays as it is. */
export function reloadWhenGone({ actionStatus, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) {
  return defaultShouldRevalidate || actionStatus === 404;
}

/** Of an answer with that refusal. */
export function statusOfRefusal(refusal: Refusal): 400 | 404 {
  return refusal.reason_code === "not_found" ? 404 : 400;
}
