/** A terminal's modes as the sequences that set them, where they are not as after a reset. */
import type { Terminal } from "@xterm/headless";
import type { TerminalCore } from "./xterm-core.ts";

const MOUSE = { none: 0, x10: 9, vt200: 1000, drag: 1002, any: 1003 } as const;
const STYLES = { block: 1, underline: 3, bar: 5 } as const;
/** Longer ones are no titles. */
const MAX_TITLE = 1024;

/** All but origin mode, which moves the cursor. */
export function modesText(terminal: Terminal, core: TerminalCore): string {
  const { modes } = terminal;
  const { activeEncoding } = core.coreMouseService;
  const { cursorStyle, cursorBlink } = core.coreService.decPrivateModes;
  const title = core._inputHandler._windowTitle;
  // A reset leaves these three as they are.
  let text = `\x1b[?25${core.coreService.isCursorHidden ? "l" : "h"}`;
  text += `\x1b[20${terminal.options.convertEol ? "h" : "l"}`;
  if (title !== "" && title.length <= MAX_TITLE) text += `\x1b]2;${title}\x1b\\`;
  const set = [
    modes.applicationCursorKeysMode && 1,
    modes.applicationKeypadMode && 66,
    modes.bracketedPasteMode && 2004,
    modes.sendFocusMode && 1004,
    modes.reverseWraparoundMode && 45,
    terminal.options.cursorBlink && 12,
    MOUSE[modes.mouseTrackingMode],
    activeEncoding === "SGR" && 1006,
    activeEncoding === "SGR_PIXELS" && 1016,
  ];
  for (const mode of set) if (mode) text += `\x1b[?${mode}h`;
  if (cursorStyle !== undefined) text += `\x1b[${STYLES[cursorStyle] + (cursorBlink ? 0 : 1)} q`;
  if (modes.insertMode) text += "\x1b[4h";
  if (!modes.wraparoundMode) text += "\x1b[?7l";
  return text;
}
