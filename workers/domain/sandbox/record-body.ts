/** From what the one writer knows to what programs and pages read (bodies.ts). Pure, for services and live messages. */

import type { TeardownForecast } from "../policy.ts";
import type { Refusal } from "../refusal.ts";
import type {
  Actor,
  Checkpoint,
  ExportRecord,
  LogEntry,
  Operation,
  SandboxEvent,
  SandboxRecord,
} from "../sandbox.ts";
import type { RecordingRule } from "../terminal/recording.ts";
import type {
  CheckpointBody,
  CheckpointDetailBody,
  EventBody,
  ExportBody,
  LogBody,
  OperationBody,
  RecordBody,
  SummaryBody,
} from "./bodies.ts";

/** @param origin of the dashboard, e.g. `https://sandbar.example`; without a slash at the end */
export function recordBody(
  record: SandboxRecord,
  forecast: TeardownForecast,
  recording: RecordingRule,
  origin: string,
): RecordBody {
  const { completion, forked_from } = record;
  return {
    id: record.id,
    name: record.name,
    state: record.state,
    phase: record.phase,
    generation: record.generation,
    version: record.version,
    owner: { user_id: record.owner.user_id, name: record.owner.name },
    visibility: record.visibility,
    repository: record.repository,
    ref: record.ref,
    commit: record.commit,
    profile: record.profile,
    template: record.template,
    command: record.command,
    created_at: iso(record.created_at),
    last_activity: { at: iso(record.activity.last_at), because: record.activity.because },
    operation: record.operation && operationBody(record.operation),
    checkpoint: record.checkpoint && checkpointBody(record.checkpoint),
    completion: completion && {
      at: iso(completion.at),
      exit_code: completion.exit_code,
      by: completion.by.label,
    },
    teardown: {
      auto: forecast.auto,
      at: isoOrNull(forecast.at),
      reason: forecast.reason,
      policy: forecast.policy,
      blockers: forecast.blockers,
      warned_at: isoOrNull(forecast.warned_at),
      kept_until: isoOrNull(forecast.kept_until),
      lifetime_ends_at: isoOrNull(forecast.lifetime_ends_at),
    },
    archive_expires_at: isoOrNull(forecast.archive_ends_at),
    forked_from: forked_from && {
      name: forked_from.sandbox_name,
      checkpoint_id: forked_from.checkpoint.checkpoint_id,
    },
    idle_timeout_minutes: record.idle_timeout_minutes,
    exports_count: record.exports_count,
    recording: { ...recording, since: isoOrNull(recording.since) },
    web_url: webUrl(origin, record.name),
    error: record.error && errorBody(record.error),
  };
}

export function summaryBody(record: SandboxRecord, forecast: TeardownForecast, origin: string): SummaryBody {
  return {
    id: record.id,
    name: record.name,
    state: record.state,
    phase: record.phase,
    owner: { user_id: record.owner.user_id, name: record.owner.name },
    visibility: record.visibility,
    repository: record.repository,
    ref: record.ref,
    template: record.template,
    profile: record.profile,
    created_at: iso(record.created_at),
    last_activity: { at: iso(record.activity.last_at), because: record.activity.because },
    teardown: {
      auto: forecast.auto,
      at: isoOrNull(forecast.at),
      reason: forecast.reason,
      warned_at: isoOrNull(forecast.warned_at),
      blockers: forecast.blockers,
    },
    archive_expires_at: isoOrNull(forecast.archive_ends_at),
    has_checkpoint: record.checkpoint !== null,
    operation: record.operation?.type ?? null,
    error_reason: record.error?.reason_code ?? null,
    web_url: webUrl(origin, record.name),
  };
}

function operationBody(operation: Operation): OperationBody {
  return {
    id: operation.id,
    type: operation.type,
    actor: operation.actor.label,
    started_at: iso(operation.started_at),
    expires_at: iso(operation.expires_at),
  };
}

function checkpointBody(checkpoint: Checkpoint): CheckpointBody {
  return {
    checkpoint_id: checkpoint.checkpoint_id,
    created_at: iso(checkpoint.created_at),
    size_bytes: checkpoint.size_bytes,
    content_sha256: checkpoint.content_sha256,
    verified: checkpoint.verified,
  };
}

export function checkpointDetailBody(checkpoint: Checkpoint): CheckpointDetailBody {
  return {
    ...checkpointBody(checkpoint),
    generation: checkpoint.generation,
    commit: checkpoint.commit,
    file_count: checkpoint.file_count,
    reason: checkpoint.reason,
  };
}

/** @param name of the sandbox, for the download's address; a branch export has nothing to download */
export function exportBody(record: ExportRecord, name: string, origin: string): ExportBody {
  const downloadable = record.status === "succeeded" && record.object_key !== null;
  return {
    export_id: record.export_id,
    kind: record.kind,
    source: record.source,
    status: record.status,
    branch: record.branch,
    url: record.url,
    commit: record.commit,
    checkpoint_id: record.checkpoint_id,
    requested_at: iso(record.requested_at),
    exported_at: isoOrNull(record.exported_at),
    size_bytes: record.size_bytes,
    content_sha256: record.content_sha256,
    download_url: downloadable
      ? `${origin}/api/v1/sandboxes/${name}/exports/${record.export_id}/download`
      : null,
    file_name: record.file_name,
    summary: record.summary ?? null,
    error: record.error,
  };
}

export function eventBody(event: SandboxEvent): EventBody {
  return { ...event, at: iso(event.at), actor: shownActor(event.actor) };
}

/** Guests call themselves what they like: nobody takes one for the member of that name. */
export function shownActor({ kind, label }: Actor): string {
  return kind === "guest" ? `${label} (guest)` : label;
}

export function logBody(entry: LogEntry): LogBody {
  return { ...entry, at: iso(entry.at) };
}

function errorBody(error: Refusal): RecordBody["error"] {
  const { reason_code, message, retryable, next_step } = error;
  return { reason_code, message, retryable, ...(next_step === undefined ? {} : { next_step }) };
}

function webUrl(origin: string, name: string): string {
  return `${origin}/sandboxes/${name}`;
}

function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : iso(epochMs);
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
