import { fontFamily } from "../preferences/terminal-fonts.ts";
import { readPreferences } from "../preferences/terminal-preferences.ts";
import type { Cells } from "./cells.ts";

/** Around the characters, CSS pixels: the padding on both sides, and the scrollbar. */
const BESIDE = { width: 16 + 10, height: 16 };
/** Of the toolbar above it, and of the key bar below where fingers point. */
const TOOLBAR = 36;
const KEY_BAR = 84;
const SAMPLE = 40;

/** How many characters fit into a pane before any terminal is in it; null where nothing can be measured. */
export function boxSize(pane: HTMLElement): Cells | null {
  const preferences = readPreferences();
  const sample = document.createElement("span");
  Object.assign(sample.style, {
    position: "absolute",
    visibility: "hidden",
    whiteSpace: "pre",
    fontFamily: fontFamily(pane, preferences),
    fontSize: `${preferences.fontSize}px`,
    lineHeight: "normal",
    fontKerning: "none",
  });
  sample.textContent = "W".repeat(SAMPLE);
  pane.appendChild(sample);
  const cell = sample.getBoundingClientRect();
  sample.remove();
  const box = pane.getBoundingClientRect();
  if (cell.width === 0 || box.width === 0) return null;
  const bars = TOOLBAR + (matchMedia("(pointer: coarse)").matches ? KEY_BAR : 0);
  const cols = Math.floor((box.width - BESIDE.width) / (cell.width / SAMPLE));
  const rows = Math.floor(
    (box.height - BESIDE.height - bars) / Math.floor(cell.height * preferences.lineHeight),
  );
  return cols > 1 && rows > 1 ? { cols, rows } : null;
}
