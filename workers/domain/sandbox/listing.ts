/** Keyset pages: an opaque cursor names the last row seen, so that deep pages cost what the first one does. */
import { ok, type Result, refuse } from "../refusal.ts";

export interface Keyset {
  /** Epoch ms. */
  readonly created_at: number;
  readonly id: string;
}

export const PAGE_LIMIT_DEFAULT = 50;
export const PAGE_LIMIT_MAX = 200;

const CURSOR = /^(\d{1,16})\.([A-Za-z0-9_-]{1,64})$/;

export function encodeCursor(last: Keyset): string {
  const text = btoa(`${last.created_at}.${last.id}`);
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Refuses with `invalid_cursor` what `encodeCursor` did not make. */
export function decodeCursor(cursor: string): Result<Keyset> {
  const parts = CURSOR.exec(decodeBase64Url(cursor));
  if (parts?.[1] && parts[2]) return ok({ created_at: Number(parts[1]), id: parts[2] });
  return refuse({
    reason_code: "invalid_cursor",
    message: "This cursor was not given out by this list.",
    retryable: false,
    next_step: "Begin again without a cursor.",
    field: "cursor",
  });
}

/** The text, or "" for what is no base64url. */
function decodeBase64Url(text: string): string {
  if (!/^[A-Za-z0-9_-]{1,200}$/.test(text) || text.length % 4 === 1) return "";
  return atob(text.replaceAll("-", "+").replaceAll("_", "/"));
}
