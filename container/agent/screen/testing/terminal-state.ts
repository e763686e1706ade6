/** Everything of a terminal that has a bearing on what it shows or how it goes on, to be compared. */
import type { Terminal } from "@xterm/headless";
import { attributesText } from "../attributes.ts";
import { type CoreBuffer, type CoreCell, coreOf } from "../xterm-core.ts";

/** `links`: where each hyperlink leads; xterm forgets that by rules of its own. */
export function terminalState(terminal: Terminal, links = true) {
  const core = coreOf(terminal);
  const { normal, alt, active } = core._bufferService.buffers;
  const cell = terminal.buffer.active.getNullCell() as unknown as CoreCell;
  const link = (id: number) => (id === 0 || !links ? undefined : core._oscLinkService.getLinkData(id));
  const attributes = core._inputHandler._curAttrData;
  const lines = (buffer: CoreBuffer) =>
    Array.from({ length: buffer.lines.length }, (_, index) => {
      const line = buffer.lines.get(index)!;
      const cells: string[] = [];
      for (let column = 0; column < terminal.cols; column++) {
        line.loadCell(column, cell);
        const style = attributesText(cell);
        const url = style === "" || !(cell.bg & 0x10000000) ? undefined : link(cell.extended.urlId)?.uri;
        const isHalf = cell.getWidth() === 0 && cell.getChars() === "";
        const isAlone = cell.getWidth() === 2 && column + 1 === terminal.cols;
        cells.push(
          isHalf ? "half" : `${isAlone ? " " : cell.getChars() || " "}${style.slice(2)}${url ?? ""}`,
        );
      }
      // The first line's beginning is out of sight.
      return `${index > 0 && line.isWrapped ? "+" : " "}${cells.join("|")}`;
    });
  const buffer = (of: CoreBuffer) => ({
    lines: lines(of),
    ybase: of.ybase,
    margins: [of.scrollTop, of.scrollBottom],
    tabs: Array.from({ length: terminal.cols }, (_, column) => of.tabs[column] ?? false),
    saved: [
      Math.min(of.savedX, terminal.cols - 1),
      Math.min(Math.max(0, of.savedY - of.ybase), terminal.rows - 1),
      attributesText({ ...of.savedCurAttrData, extended: { _ext: 0, urlId: 0 } }, false),
      of.savedCharset,
    ],
  });
  return {
    normal: buffer(normal),
    alt: active === alt ? buffer(alt) : undefined,
    cursor: [active.x, active.y],
    charsets: [0, 1, 2, 3].map((level) => core._charsetService._charsets[level]),
    level: core._charsetService.glevel,
    charset: core._charsetService.charset,
    attributes: attributesText(attributes, true),
    link: link(attributes.extended.urlId)?.uri,
    modes: { ...terminal.modes, synchronizedOutputMode: false },
    newLine: terminal.options.convertEol,
    hidden: core.coreService.isCursorHidden,
    style: { ...core.coreService.decPrivateModes },
    mouse: [core.coreMouseService.activeProtocol, core.coreMouseService.activeEncoding],
    title: core._inputHandler._windowTitle,
  };
}
