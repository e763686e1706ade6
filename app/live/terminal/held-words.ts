const NAMED: Readonly<Record<string, string>> = {
  "\r": "⏎",
  "\n": "⏎",
  "\t": "⇥",
  "\x7f": "⌫",
  "\x1b[A": "↑",
  "\x1b[B": "↓",
  "\x1b[C": "→",
  "\x1b[D": "←",
  "\x1bOA": "↑",
  "\x1bOB": "↓",
  "\x1bOC": "→",
  "\x1bOD": "←",
  "\x1b[200~": "",
  "\x1b[201~": "",
};

/** Typed text as a person reads it back: ⏎ for Enter, ⇥ for Tab, ^C for Ctrl+C, arrows as arrows, Esc by name. */
export function heldWords(typed: string): string {
  return typed.replace(CONTROL, (keys) => {
    const named = NAMED[keys];
    if (named !== undefined) return named;
    const code = keys.codePointAt(0) ?? 0;
    if (code === 0x1b) return keys.length > 1 ? `Esc ${keys.slice(1)}` : "Esc ";
    if (code < 0x20) return `^${String.fromCodePoint(code + 64)}`;
    return "�";
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what keys send is made of control characters
const CONTROL = /\u001b(?:\[[\d;]*[A-Za-z~]|O[A-Za-z])?|[\p{Cc}\p{Cf}]/gu;
