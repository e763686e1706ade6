import type { IBuffer, IBufferRange } from "@xterm/xterm";

/** Rows that belong together because a line was too long, as one text. */
export interface LogicalLine {
  readonly text: string;
  /** Cells of a part of the text, 1-based, the end included; null for an empty part. */
  range(start: number, length: number): IBufferRange | null;
}

/** Rows looked at on either side: an address is not longer, and hovering stays quick in endless lines. */
const ROWS_AROUND = 40;

/** The line that the row `y` (0-based, in the whole buffer) is part of. */
export function logicalLine(buffer: Pick<IBuffer, "getLine">, y: number): LogicalLine {
  let top = y;
  while (y - top < ROWS_AROUND && buffer.getLine(top)?.isWrapped) top -= 1;
  /** Of each UTF-16 unit of the text: the cell it is shown in. */
  const cells: { x: number; y: number; width: number }[] = [];
  let text = "";
  for (let row = top; row - y <= ROWS_AROUND; row += 1) {
    const line = buffer.getLine(row);
    if (!line || (row > top && !line.isWrapped)) break;
    const filled = line.translateToString(true).length > 0 ? line.length : 0;
    for (let x = 0; x < filled; x += 1) {
      const cell = line.getCell(x);
      const width = cell?.getWidth() ?? 0;
      // The second half of a wide character; and a last cell left empty because one did not fit.
      if (!cell || width === 0 || (x === line.length - 1 && cell.getChars() === "")) continue;
      const chars = cell.getChars() || " ";
      for (let unit = 0; unit < chars.length; unit += 1) cells.push({ x, y: row, width });
      text += chars;
    }
  }
  return {
    text,
    range(start, length) {
      const first = cells[start];
      const last = cells[start + length - 1];
      if (!first || !last) return null;
      return {
        start: { x: first.x + 1, y: first.y + 1 },
        end: { x: last.x + last.width, y: last.y + 1 },
      };
    },
  };
}
