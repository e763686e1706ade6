/** xterm's attributes as the sequences that set them again, from nothing. */
import type { Attributes } from "./xterm-core.ts";

const COLOUR_MODE = 0x3000000;
const COLOUR = 0xffffff;
const [PALETTE_16, PALETTE_256, RGB] = [0x1000000, 0x2000000, 0x3000000] as const;

const FG_FLAGS = [
  [0x8000000, "1"],
  [0x20000000, "5"],
  [0x4000000, "7"],
  [0x40000000, "8"],
  [0x80000000, "9"],
] as const;
const UNDERLINE = 0x10000000;
const BG_FLAGS = [
  [0x8000000, "2"],
  [0x4000000, "3"],
  [0x40000000, "53"],
] as const;
const HAS_EXTENDED = 0x10000000;
const PROTECTED = 0x20000000;

/** What an erased cell keeps of the attributes: the background's colour. */
export const ERASED = COLOUR_MODE | COLOUR;

/** Whether the extended attributes are a cell's own: where it has none, the field holds those of another. */
export function hasExtended({ bg }: Attributes): boolean {
  return (bg & HAS_EXTENDED) !== 0;
}

/**
 * SGR and DECSCA that set exactly these; a hyperlink is set apart. `extended`: whether underlines have a style and a colour,
 * for a cell that has one.
 */
export function attributesText(
  attributes: Attributes,
  extended = hasExtended(attributes) && (attributes.fg & UNDERLINE) !== 0,
): string {
  const { fg, bg } = attributes;
  const ext = extended ? attributes.extended._ext : 0;
  const codes = ["0"];
  for (const [flag, code] of FG_FLAGS) if ((fg & flag) !== 0) codes.push(code);
  for (const [flag, code] of BG_FLAGS) if ((bg & flag) !== 0) codes.push(code);
  if ((fg & UNDERLINE) !== 0) codes.push(`4:${(ext >>> 26) & 7 || 1}`);
  codes.push(...underlineColour(ext));
  codes.push(...colour(fg, 30), ...colour(bg, 40));
  const protection = (bg & PROTECTED) !== 0 ? '\x1b[1"q' : "";
  return `\x1b[${codes.join(";")}m${protection}`;
}

/** `base`: 30 for the foreground, 40 for the background. */
function colour(bits: number, base: 30 | 40): string[] {
  const value = bits & COLOUR;
  switch (bits & COLOUR_MODE) {
    case PALETTE_16:
      return [String((value & 8) === 0 ? base + (value & 7) : base + 60 + (value & 7))];
    case PALETTE_256:
      return [`${base + 8};5;${value & 0xff}`];
    case RGB:
      return [`${base + 8};2;${(value >> 16) & 255};${(value >> 8) & 255};${value & 255}`];
    default:
      return [];
  }
}

function underlineColour(ext: number): string[] {
  const value = ext & COLOUR;
  switch (ext & COLOUR_MODE) {
    case PALETTE_16:
    case PALETTE_256:
      return [`58;5;${value & 0xff}`];
    case RGB:
      return [`58;2;${(value >> 16) & 255};${(value >> 8) & 255};${value & 255}`];
    default:
      return [];
  }
}
