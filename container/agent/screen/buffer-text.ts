/** One buffer of a terminal as text that draws it again on an empty one of the same size. */
import { attributesText, ERASED, hasExtended } from "./attributes.ts";
import type { CoreBuffer, CoreCell, CoreLine } from "./xterm-core.ts";

export interface Drawing {
  readonly cols: number;
  readonly rows: number;
  /** For reading cells into. */
  readonly cell: CoreCell;
  /** The sequence that begins a hyperlink; 0 ends it. */
  readonly link: (id: number) => string;
}

/**
 * Draws the lines from `first` on, each from its first column. The cursor must be in the first column of the first row,
 * attributes, character sets and modes as after a reset; the attributes are so again afterwards.
 */
export function bufferText(buffer: CoreBuffer, first: number, drawing: Drawing): string {
  let text = "";
  for (let index = first; index < buffer.lines.length; index++) {
    const line = buffer.lines.get(index);
    if (line === undefined) break;
    if (index > first) text += line.isWrapped ? wrap(buffer.lines.get(index - 1)!, drawing) : "\r\n";
    text += lineText(line, 0, drawing);
  }
  return text;
}

/** The cells of a line from a column on; nothing is written for what is empty at its end. */
export function lineText(line: CoreLine, from: number, { cols, cell, link }: Drawing): string {
  let text = "";
  let attributes = RESET;
  let linkId = 0;
  let skipped = 0;
  for (let column = from; column < Math.min(cols, line.length); column++) {
    line.loadCell(column, cell);
    const chars = cell.getChars();
    const width = cell.getWidth();
    const fits = width < 2 || column + 1 < cols;
    const isErased = chars === "" && isOnlyErased(cell);
    if (isErased && (cell.bg & ERASED) === 0) {
      skipped++;
      continue;
    }
    if (skipped > 0) text += `\x1b[${skipped}C`;
    skipped = 0;
    const wanted = attributesText(cell);
    if (wanted !== attributes) text += wanted;
    attributes = wanted;
    const wantedLink = hasExtended(cell) ? cell.extended.urlId : 0;
    if (wantedLink !== linkId) text += link(wantedLink);
    linkId = wantedLink;
    if (isErased) {
      text += "\x1b[X";
      skipped = 1;
    } else if (width === 0 && chars !== "")
      text += `${wanted}${chars}`; // the sequence keeps it from joining what is before
    else text += chars === "" || !fits ? " " : chars;
    if (width === 2 && fits) column++;
  }
  if (linkId !== 0) text += link(0);
  return attributes === RESET ? text : `${text}${RESET}`;
}

/** Nothing is written in it, and it is as erasing with a background leaves a cell. */
function isOnlyErased({ fg, bg }: CoreCell): boolean {
  return fg === 0 && (bg & ~ERASED) === 0;
}

/**
 * To the next line as text does that is longer than a line: only so is it joined to the one before when the width changes.
 * The last column is filled, one more character wraps; then both are put right.
 */
function wrap(before: CoreLine, drawing: Drawing): string {
  const { cols, rows, cell } = drawing;
  if (rows < 2) return "\r\n"; // there is no way back to the line before
  const isWideEnd = cols > 2 && before.loadCell(cols - 2, cell).getWidth() === 2;
  const column = isWideEnd ? cols - 2 : cols - 1;
  const end = lineText(before, column, drawing);
  return `\x1b[${cols}Gxx\x1b[A\x1b[${column + 1}G\x1b[X${end}\x1b[B\r\x1b[X`;
}

const RESET = "\x1b[0m";
