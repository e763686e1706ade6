/** How a person likes terminals; kept in this browser. */
export interface TerminalPreferences {
  readonly fontSize: number;
  readonly screenReader: boolean;
}

const KEY = "sandbar.terminal";
const DEFAULTS: TerminalPreferences = { fontSize: 13, screenReader: false };
const FONT_SIZES = { min: 9, max: 28 };

export function readPreferences(): TerminalPreferences {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Record<string, unknown>>;
    return {
      fontSize: clampFontSize(kept.fontSize),
      screenReader: kept.screenReader === true,
    };
  } catch {
    return DEFAULTS; // storage is switched off, or holds something else
  }
}

export function keepPreferences(preferences: TerminalPreferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}

export function clampFontSize(size: unknown): number {
  if (typeof size !== "number" || !Number.isInteger(size)) return DEFAULTS.fontSize;
  return Math.min(FONT_SIZES.max, Math.max(FONT_SIZES.min, size));
}
