/** Which reasons a route may be refused for: by what it is, and by what its use case says it refuses with. */
import { type Route, readsJson } from "./route.ts";

/** Reaching into a running sandbox. */
const INSIDE = ["sandbox_not_running", "sandbox_frozen", "agent_unreachable"];
const PATHS = ["name_too_long", "path_not_found", "path_outside"];
const STARTS = ["operation_conflict", "illegal_transition", "operation_failed"];
const LAUNCHES = [
  "invalid_name",
  "unknown_profile",
  "unknown_template",
  "repository_and_template",
  "invalid_repository",
  "repository_credentials",
  "repository_unreachable",
  "private_address",
  "local_repository_refused",
  "ref_without_repository",
  "invalid_ref",
  "ref_not_found",
  "invalid_env",
  "invalid_command",
  "invalid_idempotency_key",
  "idempotency_key_reused",
  "launch_in_progress",
  "name_taken",
  "quota_exceeded",
  "operation_failed",
];

/** Of what can be repeated with an `Idempotency-Key`. */
const KEYED = ["invalid_idempotency_key", "idempotency_key_reused", "request_in_progress", "sandbox_expired"];

const OWN: Readonly<Record<string, readonly string[]>> = {
  "POST /setup": ["already_set_up", "invalid_setup_token"],
  "POST /sandboxes": [...LAUNCHES, "identity_mismatch", "operation_conflict"],
  "GET /sandboxes": ["invalid_cursor"],
  "PATCH /sandboxes/{name}": [
    "invalid_number",
    "invalid_idle_timeout",
    "recording_required",
    "invalid_owner",
    "quota_exceeded",
  ],
  "DELETE /sandboxes/{name}": [
    "confirmation_required",
    "not_archived",
    "export_in_progress",
    "operation_conflict",
  ],
  "POST /sandboxes/{name}/fork": [...LAUNCHES, "checkpoint_missing", "checkpoint_not_found"],
  "POST /sandboxes/{name}/resume": [
    ...STARTS,
    "quota_exceeded",
    "checkpoint_not_found",
    "checkpoint_missing",
    "checkpoint_corrupt",
  ],
  "POST /sandboxes/{name}/teardown": [
    "confirmation_required",
    "operation_conflict",
    "export_in_progress",
    "sandbox_attached",
    "force_required",
    "work_not_saved",
    "save_failed",
  ],
  "DELETE /sandboxes/{name}/teardown": ["nothing_to_undo", "too_late_to_undo"],
  "POST /sandboxes/{name}/complete": ["illegal_transition"],
  "POST /sandboxes/{name}/heartbeat": ["sandbox_expired"],
  "POST /sandboxes/{name}/keep-alive": ["sandbox_expired", "illegal_transition", "lifetime_reached"],
  "GET /sandboxes/{name}/operations/{operation_id}": ["operation_not_found"],
  "POST /sandboxes/{name}/checkpoints": [...STARTS, ...KEYED, "save_failed"],
  "DELETE /sandboxes/{name}/checkpoints/{checkpoint_id}": [
    "checkpoint_not_found",
    "checkpoint_in_use",
    "checkpoint_exported",
    "operation_conflict",
  ],
  "POST /sandboxes/{name}/exports": [
    ...KEYED,
    "invalid_export",
    "invalid_ref",
    "no_repository",
    "push_unsupported",
    "export_state_blocked",
    "checkpoint_missing",
    "operation_conflict",
    "branch_diverged",
  ],
  "GET /sandboxes/{name}/exports/{export_id}": ["export_not_found"],
  "DELETE /sandboxes/{name}/exports/{export_id}": ["export_not_found", "operation_conflict"],
  "GET /sandboxes/{name}/exports/{export_id}/download": [
    "export_not_found",
    "export_expired",
    "range_unsatisfiable",
  ],
  "POST /sandboxes/{name}/exec": [
    ...INSIDE,
    "exec_conflict",
    "command_not_found",
    "command_not_executable",
    "cwd_missing",
    "invalid_env",
    "rights_ended",
  ],
  "DELETE /sandboxes/{name}/exec/{exec_id}": [...INSIDE, "exec_not_found"],
  "GET /sandboxes/{name}/files": [...INSIDE, ...PATHS],
  "GET /sandboxes/{name}/files/{path+}": [...INSIDE, ...PATHS, "range_unsatisfiable"],
  "PUT /sandboxes/{name}/files/{path+}": [
    ...INSIDE,
    "name_too_long",
    "path_outside",
    "path_forbidden",
    "disk_full",
    "file_too_large",
  ],
  "DELETE /sandboxes/{name}/files/{path+}": [...INSIDE, ...PATHS, "path_protected"],
  "GET /sandboxes/{name}/terminals": INSIDE,
  "POST /sandboxes/{name}/terminals": [...INSIDE, "too_many_terminals"],
  "PATCH /sandboxes/{name}/terminals/{terminal_id}": [...INSIDE, "pty_not_found"],
  "DELETE /sandboxes/{name}/terminals/{terminal_id}": INSIDE,
  "GET /sandboxes/{name}/terminals/{terminal_id}": [...INSIDE, "pty_not_found"],
  "GET /sandboxes/{name}/ports": INSIDE,
  "GET /sandboxes/{name}/recordings/{recording_id}/content": ["recording_not_found"],
  "DELETE /sandboxes/{name}/recordings/{recording_id}": ["recording_not_found", "recording_running"],
  "POST /sandboxes/{name}/shares": ["too_many_shares", "part_not_available", "invalid_number"],
  "POST /shared": [
    "not_found",
    "wrong_password",
    "share_expired",
    "share_revoked",
    "share_used_up",
    "share_ended",
  ],
  "PATCH /policy": ["invalid_number"],
  "POST /policy/preview": ["invalid_number"],
  "POST /profiles": ["invalid_name", "profile_exists", "invalid_number"],
  "PATCH /profiles/{profile_name}": ["not_found", "invalid_number"],
  "DELETE /profiles/{profile_name}": ["not_found", "profile_is_default", "profile_in_use"],
  "PATCH /members/{user_id}": ["not_found", "role_beyond_own", "last_owner", "member_changed"],
  "DELETE /members/{user_id}": ["not_found", "role_beyond_own", "last_owner", "invalid_owner"],
  "PUT /members/{user_id}/quota": ["not_found", "invalid_number"],
  "POST /members/{user_id}/transfer-ownership": ["not_found", "already_owner", "member_changed"],
  "POST /invites": ["role_beyond_own", "too_many_invites", "invalid_number"],
  "DELETE /invites/{invite_id}": ["not_found"],
  "POST /teams/switch": ["not_found", "session_needed"],
  "POST /tokens": ["too_many_tokens", "invalid_number"],
  "DELETE /tokens/{token_id}": ["not_found"],
  "POST /webhooks": ["invalid_url", "private_address", "too_many_webhooks"],
  "PATCH /webhooks/{webhook_id}": ["invalid_url", "private_address"],
  "POST /webhooks/{webhook_id}/test": ["webhook_disabled"],
  "GET /webhooks/{webhook_id}/deliveries": ["invalid_cursor"],
  "POST /webhooks/{webhook_id}/deliveries/{delivery_id}/replay": ["webhook_disabled"],
  "PUT /audit/retention": ["invalid_number"],
  "POST /reconciliation": ["reconciliation_running"],
};

/** In the order in which a request meets them. */
export function refusalsOf(route: Route): readonly string[] {
  const { method, path, ability, streamed, query, params, limit, socket, waits, handleGuest } = route;
  const body = readsJson(route);
  const reads = body || query !== undefined || params !== undefined || waits;
  return [
    ...new Set([
      ...(streamed || body ? ["body_too_large"] : []),
      ...(ability === "open" ? [] : ["unauthenticated"]),
      // Also where none is needed: one that is sent has to be good.
      "invalid_token",
      ...(ability === "open" || handleGuest ? [] : ["no_team"]),
      ...(socket ? ["invalid_ticket", "websocket_expected"] : []),
      ...(method !== "get" || socket ? ["foreign_origin"] : []),
      ...(limit === undefined ? [] : ["rate_limited"]),
      ...(reads ? ["invalid_input"] : []),
      ...(body ? ["invalid_json", "unknown_field"] : []),
      ...(waits ? ["invalid_number"] : []),
      ...(handleGuest ? ["not_shared", "share_expired", "share_revoked", "share_ended"] : []),
      ...(typeof ability === "string" && ability !== "open" && !handleGuest
        ? ["scope_missing", "not_permitted"]
        : []),
      ...(/\{(name|webhook_id)\}/.test(path) ? ["not_found"] : []),
      ...(OWN[`${method.toUpperCase()} ${path}`] ?? []),
    ]),
  ];
}

/** Those of this file that the table names and that are no route's any more; for its test. */
export const ROUTES_WITH_OWN_REFUSALS: readonly string[] = Object.keys(OWN);
