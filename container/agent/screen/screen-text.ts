/**
 * What a terminal shows and how it will go on, as text: written to a terminal of the same size that was reset, it brings
 * back both buffers, cursor, saved cursors, scroll regions, tab stops, character sets, attributes and modes. (xterm's own
 * serializer leaves out most of what is no cell.)
 */
import type { Terminal } from "@xterm/headless";
import { attributesText } from "./attributes.ts";
import { bufferText, type Drawing, lineText } from "./buffer-text.ts";
import { charsetsText, charsetText, isRestored } from "./charsets.ts";
import { modesText } from "./modes.ts";
import { type CoreBuffer, type CoreCell, coreOf, type TerminalCore } from "./xterm-core.ts";

/** `scrollback`: lines above the screen that are wanted, in the normal buffer. */
export function screenText(terminal: Terminal, scrollback: number): string {
  const core = coreOf(terminal);
  const { normal, alt, active } = core._bufferService.buffers;
  const drawing: Drawing = {
    cols: terminal.cols,
    rows: terminal.rows,
    cell: terminal.buffer.active.getNullCell() as unknown as CoreCell,
    link: (id) => linkText(core, id),
  };
  let text = bufferText(normal, Math.max(0, normal.ybase - scrollback), drawing);
  text += marginsText(normal, drawing) + savedText(normal, drawing);
  if (active === alt) {
    text += `\x1b[?47h\x1b[H${bufferText(alt, 0, drawing)}${marginsText(alt, drawing)}${savedText(alt, drawing)}`;
  }
  const { _curAttrData: attributes } = core._inputHandler;
  const charsets = charsetsText(core, active);
  const cursor = cursorText(active, terminal.modes.originMode, drawing);
  return (
    text +
    // A full line is written with the usual sets; a cursor that is restored is moved.
    (isRestored(core, active) ? charsets + cursor : cursor + charsets) +
    modesText(terminal, core) +
    linkText(core, attributes.extended.urlId) +
    attributesText(attributes, true)
  );
}

/** Tab stops and scroll region, where they are not the usual ones. */
function marginsText(buffer: CoreBuffer, { cols, rows }: Drawing): string {
  let text = "";
  const columns = Array.from({ length: cols }, (_, column) => column);
  if (columns.some((column) => (buffer.tabs[column] ?? false) !== (column % 8 === 0))) {
    const stops = columns.filter((column) => buffer.tabs[column]);
    text += `\x1b[3g${stops.map((column) => `\x1b[${column + 1}G\x1bH`).join("")}`;
  }
  const { scrollTop, scrollBottom } = buffer;
  if (scrollTop > 0 || scrollBottom < rows - 1) text += `\x1b[${scrollTop + 1};${scrollBottom + 1}r`;
  return text;
}

function savedText(buffer: CoreBuffer, { cols, rows }: Drawing): string {
  const row = Math.min(Math.max(0, buffer.savedY - buffer.ybase), rows - 1);
  const column = Math.min(buffer.savedX, cols - 1);
  const { fg, bg } = buffer.savedCurAttrData;
  // Underline styles and links are not saved.
  const attributes = attributesText({ fg, bg, extended: { _ext: 0, urlId: 0 } }, false);
  const charset = charsetText(0, buffer.savedCharset);
  return `\x1b[${row + 1};${column + 1}H${charset}${attributes}\x1b7\x1b[0m\x1b(B`;
}

/** The cursor's place; behind the last column of a full line by writing that column again. */
function cursorText(buffer: CoreBuffer, originMode: boolean, drawing: Drawing): string {
  const { cols, cell } = drawing;
  const row = originMode ? buffer.y - buffer.scrollTop : buffer.y;
  const origin = originMode ? "\x1b[?6h" : "";
  const to = (column: number) => `${origin}\x1b[${row + 1};${column + 1}H`;
  if (buffer.x < cols) return to(buffer.x);
  const line = buffer.lines.get(buffer.ybase + buffer.y)!;
  const isWide = cols > 2 && line.loadCell(cols - 2, cell).getWidth() === 2;
  const column = isWide ? cols - 2 : cols - 1;
  line.loadCell(column, cell);
  // A column that was erased since gets a space: it looks the same.
  const last = cell.getChars() === "" ? `${attributesText(cell)} ` : lineText(line, column, drawing);
  return to(column) + last;
}

function linkText(core: TerminalCore, id: number): string {
  const link = id === 0 ? undefined : core._oscLinkService.getLinkData(id);
  if (link === undefined) return id === 0 ? "\x1b]8;;\x1b\\" : "";
  return `\x1b]8;${link.id === undefined ? "" : `id=${link.id}`};${link.uri}\x1b\\`;
}
