/** Programs may put text on the clipboard (OSC 52) where the person lets them. They can never read what is on it. */
import type { IDisposable, IParser } from "@xterm/xterm";

/** Longest text a program may copy, UTF-16 units. */
const LONGEST = 1024 * 1024;

export function onProgramCopy(parser: IParser, copied: (text: string) => void): IDisposable {
  return parser.registerOscHandler(52, (data) => {
    const text = copiedText(data);
    if (text !== null && text !== "") copied(text);
    return true;
  });
}

/** The text of `c;BASE64`; null for a question ("?"), which is not answered, and for what can't be read. */
export function copiedText(data: string): string | null {
  const [, payload] = /^[cpqs0-7]*;([A-Za-z0-9+/=\s]*)$/.exec(data) ?? [];
  if (payload === undefined || payload.length > LONGEST * 2) return null;
  try {
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.length <= LONGEST ? text : null;
  } catch {
    return null; // neither Base64 nor UTF-8: nothing a person could want
  }
}
