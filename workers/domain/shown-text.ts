/** Text that people write and others read: names, labels. It must not pass itself off as something else. */

/** Null when it has characters that hide or turn around others; "" when nothing of it can be seen. */
export function shown(text: string): string | null {
  const trimmed = text.trim().replace(/\p{Zs}+/gu, " ");
  if (HIDING.test(trimmed)) return null;
  return trimmed.replace(UNSEEN, "") === "" ? "" : trimmed;
}

/** Control characters, line breaks, what turns the direction of text around, unassigned ones and halves of surrogate pairs. */
const HIDING = /[\p{Cc}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
/** What takes part in others' shape or takes place without a mark: U+2800 is the empty Braille pattern. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Z}\p{M}\u2800]/gu;
const HIDDEN = new RegExp(HIDING, "gu");

/** The same with what hides written out, e.g. `\\u{202E}`: for records that must be read as they are. */
export function legible(text: string): string {
  return text.replace(HIDDEN, (hidden) => `\\u{${hidden.codePointAt(0)?.toString(16).toUpperCase()}}`);
}

/** The same without what hides, on one line: for names that others give, which can't be refused. */
export function plain(text: string): string {
  return shown(text.replace(HIDDEN, " ")) ?? "";
}
