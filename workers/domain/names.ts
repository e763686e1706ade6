/** Sandbox names: unique per team, and the same after normalising whichever command mentions them. */
import { ok, type Result, refuse } from "./refusal.ts";

/** Characters; also what the pattern below allows. */
export const NAME_MAX_LENGTH = 50;

export const NAME_PATTERN = /^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$/;

/**
 * The one form of a name that is stored and compared: lower case; `/`, `_`, `.` and space become hyphens;
 * other characters go; hyphens collapse and are trimmed, again after the cut to 50 characters.
 * Refuses with `invalid_name` when nothing usable is left.
 */
export function normaliseName(raw: string): Result<string> {
  const name = trimHyphens(
    raw
      .toLowerCase()
      .replace(/[/_. ]/g, "-")
      .replace(/[^a-z0-9-]/g, "")
      .replace(/-+/g, "-"),
  );
  const cut = trimHyphens(name.slice(0, NAME_MAX_LENGTH));
  if (NAME_PATTERN.test(cut)) return ok(cut);
  return refuse({
    reason_code: "invalid_name",
    message: "A name needs at least one letter (a to z) or digit.",
    retryable: false,
    next_step: "Choose a name such as fix-login or api-2.",
    field: "name",
  });
}

function trimHyphens(text: string): string {
  return text.replace(/^-+|-+$/g, "");
}
