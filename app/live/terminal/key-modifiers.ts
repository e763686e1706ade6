/** Ctrl and Alt held on by touch: they apply to the next key, whichever keyboard it comes from. */
export type Modifier = "ctrl" | "alt";

export class KeyModifiers {
  #held: ReadonlySet<Modifier> = new Set();
  readonly #listeners = new Set<() => void>();

  /** The same set until it changes. */
  read = (): ReadonlySet<Modifier> => this.#held;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  toggle(modifier: Modifier): void {
    const next = new Set(this.#held);
    if (!next.delete(modifier)) next.add(modifier);
    this.#change(next);
  }

  /** What the terminal is sent for what was typed. One key uses them up; a paste does not meet them. */
  apply(data: string): string {
    if (this.#held.size === 0 || !isOneKey(data)) return data;
    const held = this.#held;
    this.#change(new Set());
    return withModifiers(data, held);
  }

  #change(next: ReadonlySet<Modifier>): void {
    this.#held = next;
    for (const listener of this.#listeners) listener();
  }
}

/** Escape, then [ or O, an optional number, and the letter or tilde that names the key. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are sent as control sequences
const NAMED_KEY = /^\u001b(?:\[|O)(\d*)([A-HPQRSZ~])$/;

function isOneKey(data: string): boolean {
  return [...data].length === 1 || NAMED_KEY.test(data);
}

/** xterm's way to send keys with modifiers. */
function withModifiers(data: string, held: ReadonlySet<Modifier>): string {
  const named = NAMED_KEY.exec(data);
  if (named) {
    const modifier = 1 + (held.has("alt") ? 2 : 0) + (held.has("ctrl") ? 4 : 0);
    const [, number = "", letter = ""] = named;
    return `\u001b[${number || "1"};${modifier}${letter}`;
  }
  const key = held.has("ctrl") ? control(data) : data;
  return held.has("alt") ? `\u001b${key}` : key;
}

/** Ctrl-A is 1, Ctrl-Z 26, and so on up to Ctrl-_; Ctrl-Space is 0. What has no such code is sent as it is. */
function control(key: string): string {
  if (key === " ") return "\u0000";
  if (key === "?") return "\u007f";
  const code = key.toUpperCase().charCodeAt(0);
  return key.length === 1 && code >= 0x40 && code <= 0x5f ? String.fromCharCode(code & 0x1f) : key;
}
