/** Palettes of terminals, each for light and dark, as their authors publish them. */
import { SHADES } from "./terminal-palette-colours.ts";

export const PALETTE_NAMES = ["sandbar", "github", "gruvbox", "catppuccin", "solarized", "modus"] as const;
export type PaletteName = (typeof PALETTE_NAMES)[number];
export type Shade = "light" | "dark";

export const PALETTE_WORDS: Readonly<Record<PaletteName, string>> = {
  sandbar: "Sandbar",
  github: "GitHub",
  gruvbox: "Gruvbox",
  catppuccin: "Catppuccin",
  solarized: "Solarized",
  modus: "High contrast",
};

export const ANSI_NAMES = [
  "black",
  "red",
  "green",
  "yellow",
  "blue",
  "magenta",
  "cyan",
  "white",
  "brightBlack",
  "brightRed",
  "brightGreen",
  "brightYellow",
  "brightBlue",
  "brightMagenta",
  "brightCyan",
  "brightWhite",
] as const;

/** Colours as #rrggbb. */
export interface Palette {
  readonly background: string;
  readonly foreground: string;
  /** Of the cursor, the selection and what was found. */
  readonly accent: string;
  /** In the order of ANSI_NAMES. */
  readonly ansi: readonly string[];
}

/**
 * A palette whose colours can all be read on its background: those that are text and reach less than 4.5:1 are
 * moved towards white or black until they do. Black and white stay: programs use them as backgrounds too, and the
 * terminal itself lifts them where they are text.
 */
export function palette(name: PaletteName, shade: Shade): Palette {
  const { background, foreground, accent, ansi } = SHADES[name][shade];
  return {
    background,
    foreground,
    accent: readable(accent, background),
    ansi: ansi.map((colour, index) =>
      index % 8 === 0 || index % 8 === 7 ? colour : readable(colour, background),
    ),
  };
}

export const READABLE = 4.5;

function readable(colour: string, background: string): string {
  const towards = luminance(background) < 0.18 ? "#ffffff" : "#000000";
  for (let part = 0; part < 1; part += 0.05) {
    const mixed = mix(colour, towards, part);
    if (contrast(mixed, background) >= READABLE) return mixed;
  }
  return towards;
}

/** A background with some of a colour in it: `part` at most, and less where text on it could not be read any more. */
export function tint(background: string, colour: string, text: string, part: number): string {
  for (let less = part; less > 0; less -= 0.02) {
    const mixed = mix(background, colour, less);
    if (contrast(text, mixed) >= READABLE) return mixed;
  }
  return background;
}

/** `part` of `b`, from 0 to 1, in `a`. */
function mix(a: string, b: string, part: number): string {
  const [from, to] = [channels(a), channels(b)];
  const mixed = from.map((value, index) => Math.round(value + ((to[index] ?? 0) - value) * part));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** WCAG 2 contrast of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
