import { data } from "react-router";
import type { Refusal, Result } from "../../../workers/domain/refusal.ts";
import { refusalStatus } from "./refusal-status.ts";

/** The value a page needs; a refusal becomes the page's error boundary, with its words. */
export function answered<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const { message, next_step, reason_code } = result.refusal;
  const status = reason_code.endsWith("_not_found") ? 404 : refusalStatus(result.refusal);
  throw data({ message, next_step, reason_code }, { status });
}

/** For actions: the refusal goes back into the form. */
export function refusalOf(result: Result<unknown>): Refusal | null {
  return result.ok ? null : result.refusal;
}
