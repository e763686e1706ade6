import { data } from "react-router";
import type { Refusal, Result } from "../../workers/domain/refusal.ts";

/** The value a page needs; a refusal becomes the page's error boundary, with its words. */
export function answered<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const { message, next_step, reason_code } = result.refusal;
  throw data({ message, next_step, reason_code }, { status: statusOf(result.refusal) });
}

/** For actions: the refusal goes back into the form. */
export function refusalOf(result: Result<unknown>): Refusal | null {
  return result.ok ? null : result.refusal;
}

function statusOf(refusal: Refusal): number {
  if (refusal.reason_code === "not_found") return 404;
  if (refusal.reason_code === "not_permitted" || refusal.reason_code === "scope_missing") return 403;
  return refusal.retryable ? 503 : 400;
}
