import type { ITheme } from "@xterm/xterm";
import { ANSI_NAMES, type Palette, palette, type Shade, tint } from "./terminal-palettes.ts";
import { onPreferencesChange, readPreferences, type TerminalPreferences } from "./terminal-preferences.ts";

/** What a terminal at `element` looks like now, by the person's choice and the page's theme. */
export function terminalTheme(element: Element): ITheme {
  return themeOf(presentPalette(element));
}

/** The palette chosen, in the shade chosen: by default the page's. */
export function presentPalette(element: Element, preferences = readPreferences()): Palette {
  return palette(preferences.palette, presentShade(element, preferences));
}

export function presentShade(
  element: Element,
  { shade }: Pick<TerminalPreferences, "shade"> = readPreferences(),
): Shade {
  if (shade !== "page") return shade;
  const chosen = element.ownerDocument.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function themeOf({ background, foreground, accent, ansi }: Palette): ITheme {
  return {
    ...Object.fromEntries(ANSI_NAMES.map((name, index) => [name, ansi[index]])),
    background,
    foreground,
    cursor: accent,
    cursorAccent: background,
    selectionBackground: `${accent}47`,
    overviewRulerBorder: background,
    scrollbarSliderBackground: `${foreground}40`,
    scrollbarSliderHoverBackground: `${foreground}70`,
    scrollbarSliderActiveBackground: `${foreground}90`,
  };
}

/** Backgrounds and edges of what was found: all matches quiet, the present one loud; text stays readable on both. */
export function matchColours({ background, foreground, accent, ansi }: Palette) {
  const [, , , yellow = accent] = ansi;
  return {
    matchBackground: tint(background, yellow, foreground, 0.22),
    matchOverviewRuler: yellow,
    activeMatchBackground: tint(background, accent, foreground, 0.4),
    activeMatchBorder: foreground,
    activeMatchColorOverviewRuler: accent,
  };
}

/** Calls back when the page or the system changes between light and dark, or another palette is chosen. */
export function onThemeChange(run: () => void): () => void {
  const observer = new MutationObserver(run);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", run);
  const stopFollowing = onPreferencesChange(run);
  return () => {
    stopFollowing();
    observer.disconnect();
    system.removeEventListener("change", run);
  };
}
