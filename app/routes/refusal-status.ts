import type { Refusal } from "../../workers/domain/refusal.ts";

const STATUSES: Readonly<Record<string, number>> = {
  not_found: 404,
  not_permitted: 403,
  not_shared: 403,
  scope_missing: 403,
  foreign_origin: 403,
  wrong_password: 403,
  unauthenticated: 401,
  rate_limited: 429,
  share_expired: 410,
  share_revoked: 410,
  share_used_up: 410,
  share_ended: 410,
};

/** Of a page, or of a form's answer. */
export function refusalStatus({ reason_code, retryable }: Refusal): number {
  return STATUSES[reason_code] ?? (retryable ? 503 : 400);
}
