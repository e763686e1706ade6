import { ok, type Result, refuse } from "../refusal.ts";

/** Characters of a terminal's name. */
const TERMINAL_NAME_LENGTH = 60;

/** What people call a terminal, without spaces around it; null, or nothing but spaces: no name. Refuses with `invalid_input`. */
export function terminalName(asked: string | null): Result<string | null> {
  const name = asked?.trim() ?? "";
  if (name === "") return ok(null);
  if ([...name].length <= TERMINAL_NAME_LENGTH && !UNSHOWN.test(name)) return ok(name);
  return refuse({
    reason_code: "invalid_input",
    message: `A terminal's name has at most ${TERMINAL_NAME_LENGTH} characters, all of them visible.`,
    retryable: false,
    next_step: "Choose a shorter name, without line breaks or control characters.",
    field: "name",
  });
}

/** Control characters, line breaks, what turns the direction of text around, and halves of surrogate pairs. */
const UNSHOWN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
