import type { Refusal } from "../../../workers/domain/refusal.ts";

const STATUSES: Readonly<Record<string, number>> = {
  not_found: 404,
  not_permitted: 403,
  not_shared: 403,
  scope_missing: 403,
  foreign_origin: 403,
  wrong_password: 403,
  unauthenticated: 401,
  invalid_credentials: 401,
  invalid_code: 401,
  sign_in_expired: 401,
  no_account: 403,
  account_not_linked: 403,
  email_not_verified: 403,
  email_does_not_match: 403,
  provider_refused: 403,
  provider_taken: 409,
  provider_unreachable: 503,
  last_way_in: 409,
  session_needed: 403,
  reset_gone: 410,
  role_beyond_own: 403,
  invite_for_another: 403,
  already_member: 409,
  email_taken: 409,
  last_owner: 409,
  member_changed: 409,
  invite_used: 410,
  invite_revoked: 410,
  invite_expired: 410,
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
