/** The one place where a refusal gets its HTTP status. */
import type { Refusal } from "../domain/refusal.ts";
import { refusalResponse } from "../http/errors.ts";

const STATUSES: Readonly<Record<number, readonly string[]>> = {
  400: [
    "command_not_executable",
    "command_not_found",
    "command_too_long",
    "confirmation_required",
    "cwd_missing",
    "local_repository_refused",
    "name_too_long",
    "part_not_available",
    "path_outside",
    "private_address",
    "ref_without_repository",
    "repository_and_template",
    "repository_credentials",
    "unknown_field",
    "unknown_profile",
    "unknown_template",
  ],
  401: ["invalid_ticket", "invalid_token", "rights_ended", "unauthenticated"],
  403: [
    "foreign_origin",
    "invalid_setup_token",
    "invite_for_another",
    "no_team",
    "not_permitted",
    "not_shared",
    "path_forbidden",
    "path_protected",
    "read_only",
    "role_beyond_own",
    "scope_missing",
    "wrong_password",
  ],
  409: [
    "launch_in_progress",
    "name_taken",
    "operation_aborted",
    "recreate_in_progress",
    "ref_not_found",
    "request_in_progress",
    "too_many_shares",
  ],
  410: [
    "export_expired",
    "invite_expired",
    "invite_revoked",
    "invite_used",
    "sandbox_expired",
    "share_ended",
    "share_expired",
    "share_revoked",
    "share_used_up",
  ],
  413: ["body_too_large", "file_too_large"],
  416: ["range_unsatisfiable"],
  426: ["websocket_expected"],
  429: ["quota_exceeded", "rate_limited", "too_many_connections", "too_many_terminals"],
  500: ["internal_error", "operation_failed", "save_failed", "setup_failed", "start_failed"],
  503: ["not_configured", "engine_not_configured", "engine_refused", "generation_mismatch", "sandbox_absent"],
  507: ["disk_full", "processes_exhausted", "server_disk_full"],
};

/** Retryable, and about the sandbox's state: the same request may succeed once that has changed. */
const CONFLICTS = [
  "export_in_progress",
  "export_state_blocked",
  "member_changed",
  "operation_conflict",
  "operation_expired",
  "reconciliation_running",
  "recording_running",
  "profile_in_use",
  "sandbox_attached",
  "sandbox_frozen",
  "sandbox_not_running",
  "teardown_in_progress",
];

const STATUS_OF = new Map(
  Object.entries(STATUSES).flatMap(([status, codes]) => codes.map((code) => [code, Number(status)] as const)),
);

/** Seconds that clients are asked to wait. */
const RETRY_AFTER: Readonly<Record<number, string>> = { 429: "30", 503: "5" };

export function refusalStatus({ reason_code, retryable }: Refusal): number {
  const listed = STATUS_OF.get(reason_code);
  if (listed !== undefined) return listed;
  if (CONFLICTS.includes(reason_code)) return 409;
  if (reason_code.startsWith("invalid_")) return 400;
  if (reason_code === "not_found" || reason_code.endsWith("_not_found")) return 404;
  return retryable ? 503 : 409;
}

/** `retryable` and `request_id` are always present (C5); 429 and 503 say when to come back. */
export function refused(refusal: Refusal, request_id: string): Response {
  const status = refusalStatus(refusal);
  const wait = refusal.retry_after_seconds?.toString() ?? RETRY_AFTER[status];
  return refusalResponse(status, refusal, request_id, wait ? { "retry-after": wait } : {});
}
