/** Text whose control characters can be seen and do nothing: ␛ for an escape, ␍ for a return, U+202E for what turns text around. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (char === "\n" || char === "\t") return char;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return "␡";
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const TITLE_LENGTH = 60;

/** A title that a program chose: one line, nothing that hides or turns text, 60 characters at most; null when nothing is left. */
export function titleWords(title: string): string | null {
  const shown = title.replace(UNSEEN, " ").replace(/\s+/g, " ").trim();
  if (shown === "") return null;
  const letters = [...shown];
  return letters.length <= TITLE_LENGTH ? shown : `${letters.slice(0, TITLE_LENGTH - 1).join("")}…`;
}
