/** How a person likes terminals; kept in this browser, and applied to every open terminal at once. */

import { PALETTE_NAMES, type PaletteName } from "./terminal-palettes.ts";

export const CHOICES = {
  font: ["system", "jetbrains"],
  cursor: ["block", "bar", "underline"],
  shade: ["page", "light", "dark"],
  bell: ["none", "visual"],
  /** What is done with what was typed while the connection was lost. */
  afterBreak: ["ask", "send"],
  /** Whether programs may put text on the clipboard (OSC 52). Reading it is never allowed. */
  clipboard: ["ask", "always", "never"],
} as const;

type Choices = { readonly [Key in keyof typeof CHOICES]: (typeof CHOICES)[Key][number] };

export interface TerminalPreferences extends Choices {
  /** CSS pixels. */
  readonly fontSize: number;
  /** Times the font's own height. */
  readonly lineHeight: number;
  readonly cursorBlink: boolean;
  readonly palette: PaletteName;
  /** Lines kept above the screen. */
  readonly scrollback: number;
  readonly screenReader: boolean;
  /** Whether pasting several lines into a shell asks first. */
  readonly warnOnPaste: boolean;
}

export const RANGES = {
  fontSize: { min: 9, max: 28, step: 1 },
  lineHeight: { min: 1, max: 1.8, step: 0.1 },
  scrollback: { min: 1_000, max: 50_000, step: 1_000 },
} as const;

export const DEFAULTS: TerminalPreferences = {
  font: "system",
  fontSize: 13,
  lineHeight: 1,
  cursor: "block",
  cursorBlink: true,
  palette: "sandbar",
  shade: "page",
  scrollback: 10_000,
  bell: "visual",
  screenReader: false,
  afterBreak: "ask",
  clipboard: "ask",
  warnOnPaste: true,
};

const KEY = "sandbar.terminal";

/** Field by field: one that is missing or makes no sense has its default, the others keep theirs. */
export function parsePreferences(kept: unknown): TerminalPreferences {
  const from: Readonly<Record<string, unknown>> = isRecord(kept) ? kept : {};
  const choice = <Key extends keyof Choices>(key: Key) =>
    CHOICES[key].find((one) => one === from[key]) ?? DEFAULTS[key];
  const flag = (key: "cursorBlink" | "screenReader" | "warnOnPaste") => {
    const value = from[key];
    return typeof value === "boolean" ? value : DEFAULTS[key];
  };
  return {
    font: choice("font"),
    fontSize: within("fontSize", from.fontSize),
    lineHeight: within("lineHeight", from.lineHeight),
    cursor: choice("cursor"),
    cursorBlink: flag("cursorBlink"),
    palette: PALETTE_NAMES.find((name) => name === from.palette) ?? DEFAULTS.palette,
    shade: choice("shade"),
    scrollback: within("scrollback", from.scrollback),
    bell: choice("bell"),
    screenReader: flag("screenReader"),
    afterBreak: choice("afterBreak"),
    clipboard: choice("clipboard"),
    warnOnPaste: flag("warnOnPaste"),
  } as TerminalPreferences;
}

/** Rounded to a step and kept within the bounds; the default for what is no number. */
function within(key: keyof typeof RANGES, value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value)) return DEFAULTS[key];
  const { min, max, step } = RANGES[key];
  const stepped = Number((Math.round(value / step) * step).toFixed(2));
  return Math.min(max, Math.max(min, stepped));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

let known: TerminalPreferences | null = null;
const listeners = new Set<() => void>();

/** The same object until something changes. */
export function readPreferences(): TerminalPreferences {
  known ??= readKept();
  return known;
}

function readKept(): TerminalPreferences {
  try {
    return parsePreferences(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
  } catch {
    return DEFAULTS; // storage is switched off, or holds something else
  }
}

export function changePreferences(part: Partial<TerminalPreferences>): void {
  known = parsePreferences({ ...readPreferences(), ...part });
  try {
    localStorage.setItem(KEY, JSON.stringify(known));
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

/** Calls back after each change, those made in other windows too. */
export function onPreferencesChange(run: () => void): () => void {
  const elsewhere = (event: StorageEvent) => {
    if (event.key !== KEY && event.key !== null) return;
    known = null;
    run();
  };
  listeners.add(run);
  window.addEventListener("storage", elsewhere);
  return () => {
    listeners.delete(run);
    window.removeEventListener("storage", elsewhere);
  };
}
