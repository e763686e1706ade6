/** Which of a sandbox's events webhooks tell, and what they say of each: no values, no output, no messages of programs. */
import type { Decision } from "../lifecycle.ts";
import type { ExportRecord, SandboxEvent, SandboxRecord } from "../sandbox.ts";
import type { WebhookEvent, WebhookEventType } from "./webhook.ts";

/** An event on its way to the team's webhooks; `seq` is its number in the sandbox's journal. */
export interface Announcement {
  readonly sandbox_id: string;
  readonly seq: number;
  readonly event: WebhookEvent & { readonly type: WebhookEventType };
}

/** What an event is told as. */
type Told = Pick<Announcement["event"], "type" | "data">;

/**
 * What a decision's events are told as, in their order.
 * @param before the record that the decision changed; null before the launch
 * @param exportOf an export of this sandbox by its id
 * @param origin of the dashboard, without a slash at the end
 */
export function announcementsOf(
  before: SandboxRecord | null,
  { record, events }: Pick<Decision, "record" | "events">,
  exportOf: (id: string) => ExportRecord | null,
  origin: string,
): Announcement[] {
  const exporting = before?.plan?.kind === "export" ? exportOf(before.plan.export_id) : null;
  return events.flatMap((event) => {
    const told = toldOf(event, exporting);
    if (!told) return [];
    const state = event.to ?? record.state;
    return [announcement({ ...record, state }, event, told, origin)];
  });
}

/** The last one: there is no journal any more that could hold it. Repeated, it has the same number. */
export function deletedAnnouncement(record: SandboxRecord, at: number, origin: string): Announcement {
  const seq = record.seq + 1;
  const actor = record.operation?.actor.label ?? "Sandbar";
  const told: Told = { type: "sandbox.deleted", data: {} };
  return announcement(record, { seq, at, actor: { label: actor } }, told, origin);
}

function announcement(
  record: SandboxRecord,
  { seq, at, actor }: { seq: number; at: number; actor: { readonly label: string } },
  told: Told,
  origin: string,
): Announcement {
  const { id, team_id, name, owner, state } = record;
  return {
    sandbox_id: id,
    seq,
    event: {
      id: `evt_${id}_${seq}`,
      type: told.type,
      at: new Date(at).toISOString(),
      team_id,
      sandbox: {
        id,
        name,
        owner: { user_id: owner.user_id, name: owner.name },
        state,
        web_url: `${origin}/sandboxes/${name}`,
      },
      actor: actor.label,
      data: told.data,
    },
  };
}

function toldOf({ type, from, to, reason, data }: SandboxEvent, exporting: ExportRecord | null): Told | null {
  switch (type) {
    case "state_changed":
      return { type: "sandbox.state_changed", data: { from, to, reason } };
    case "warned":
      return { type: "sandbox.teardown_warned", data: { at: data.at, reason: data.reason } };
    case "operation_succeeded":
      return data.type === "export" ? { type: "export.succeeded", data: exportResult(data) } : null;
    case "operation_failed":
      return failed(data, exporting);
    default:
      return null;
  }
}

/** Of a save by itself or before a teardown; a teardown that somebody took back has failed at nothing. */
function failed({ type, reason_code }: SandboxEvent["data"], exporting: ExportRecord | null): Told | null {
  if (type === "export") {
    const { export_id = null, kind = null, source = null } = exporting ?? {};
    return { type: "export.failed", data: { export_id, kind, source, reason_code } };
  }
  const undone = reason_code === "teardown_undone" || reason_code === "operation_aborted";
  if ((type !== "save" && type !== "teardown") || undone) return null;
  return { type: "sandbox.save_failed", data: { operation: type, reason_code } };
}

const EXPORT_FIELDS = [
  "export_id",
  "kind",
  "source",
  "branch",
  "url",
  "commit",
  "checkpoint_id",
  "size_bytes",
];

function exportResult(data: SandboxEvent["data"]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    EXPORT_FIELDS.filter((field) => field in data).map((field) => [field, data[field]]),
  );
}
