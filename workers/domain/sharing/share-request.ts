/** What people ask for when they make a share link or come in by one, checked. */

import { wholeNumber } from "../policy/whole-number.ts";
import { invalidInput, ok, type Refusal, type Result, refuse } from "../refusal.ts";
import { shown } from "../shown-text.ts";
import {
  GUEST_NAME_MAX,
  SHARE_LABEL_MAX,
  SHARE_MINUTES_MAX,
  SHARE_MINUTES_MIN,
  SHARE_PASSWORD_MAX,
  SHARE_PASSWORD_MIN,
  SHARE_USES_MAX,
  SHAREABLE_PARTS,
  type SharePart,
  type ShareRole,
} from "./share.ts";

export interface ShareInput {
  readonly role: ShareRole;
  readonly parts: readonly SharePart[];
  /** SHARE_MINUTES_MIN to SHARE_MINUTES_MAX. */
  readonly expires_in_minutes: number;
  /** People it lets in: 1 to SHARE_USES_MAX; absent or null: SHARE_GUESTS_MAX. */
  readonly max_uses?: number | null;
  readonly password?: string | null;
  readonly label?: string | null;
}

export interface CheckedShare extends Required<Omit<ShareInput, "expires_in_minutes">> {
  readonly lifetime_ms: number;
}

/** Refuses with `invalid_input` or `invalid_number` (naming the field), or `part_not_available`. */
export function checkShare(input: ShareInput): Result<CheckedShare> {
  const { role, parts } = input;
  if (parts.length === 0) return refuse(invalidInput("parts", "Choose at least one part to share."));
  if (new Set(parts).size < parts.length) return refuse(invalidInput("parts", "Each part is named once."));
  const reserved = parts.find((part) => !SHAREABLE_PARTS.includes(part));
  if (reserved) return refuse(partNotAvailable(reserved));
  const bounds = { field: "expires_in_minutes", min: SHARE_MINUTES_MIN, max: SHARE_MINUTES_MAX };
  const minutes = wholeNumber(input.expires_in_minutes, { ...bounds, unit: "minutes" });
  if (!minutes.ok) return minutes;
  const max_uses = input.max_uses ?? null;
  if (max_uses !== null) {
    const uses = wholeNumber(max_uses, { field: "max_uses", min: 1, max: SHARE_USES_MAX, unit: "people" });
    if (!uses.ok) return uses;
  }
  const password = input.password ?? null;
  if (password !== null && (password.length < SHARE_PASSWORD_MIN || password.length > SHARE_PASSWORD_MAX)) {
    const words = `A link's password has ${SHARE_PASSWORD_MIN} to ${SHARE_PASSWORD_MAX} characters.`;
    return refuse(invalidInput("password", words));
  }
  const label = shown(input.label ?? "");
  if (label === null || [...label].length > SHARE_LABEL_MAX) {
    return refuse(
      invalidInput("label", `A link's label has at most ${SHARE_LABEL_MAX} characters, all of them visible.`),
    );
  }
  const lifetime_ms = minutes.value * 60_000;
  return ok({ role, parts, lifetime_ms, max_uses, password, label: label === "" ? null : label });
}

/** As others are shown it: trimmed, one space between words. Refuses with `invalid_input`. */
export function guestName(asked: string): Result<string> {
  const name = shown(asked);
  if (name && [...name].length <= GUEST_NAME_MAX) return ok(name);
  return refuse(invalidInput("name", `A name has 1 to ${GUEST_NAME_MAX} visible characters.`));
}

function partNotAvailable(part: SharePart): Refusal {
  return {
    reason_code: "part_not_available",
    message: `Links can't include ${part} yet.`,
    retryable: false,
    next_step: `Share ${SHAREABLE_PARTS.join(" or ")}.`,
    field: "parts",
  };
}
