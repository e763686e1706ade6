import type { Notice } from "../../../workers/domain/protocol.ts";
import type { PresenceNotice, RecordingNotice } from "../../../workers/domain/sharing/presence.ts";

type Told =
  | { readonly kind: "presence"; readonly presence: PresenceNotice }
  | { readonly kind: "recording"; readonly recording: { readonly by: string } | null };

/** What a notice tells; null for those that nothing is shown of, and for what this page is too old to know. */
export function readNotice(notice: Notice): Told | null {
  if (isPresence(notice)) return { kind: "presence", presence: notice };
  if (isRecording(notice)) return { kind: "recording", recording: notice.on ? { by: notice.by } : null };
  return null;
}

function isPresence(notice: Notice): notice is Notice & PresenceNotice {
  const { kind, you, driver, viewers, count } = notice;
  return (
    kind === "presence" &&
    typeof you === "number" &&
    (driver === null || typeof driver === "number") &&
    Array.isArray(viewers) &&
    typeof count === "number"
  );
}

function isRecording(notice: Notice): notice is Notice & RecordingNotice {
  return notice.kind === "recording" && typeof notice.on === "boolean" && typeof notice.by === "string";
}
