/**
 * What of a terminal's state its API does not tell and a later byte can bring to light: read from inside xterm, whose
 * version is pinned. Where its insides are not as expected nothing is answered, and nobody relies on it.
 */

/** The parts of a terminal that both xterm and its headless build have. */
export interface InnerTerminal {
  readonly cols: number;
  readonly rows: number;
  /** Makes a new cell with each call; the one inside a buffer is what xterm fills blank lines with. */
  readonly buffer: { readonly active: { getNullCell(): object } };
}

interface Attributes {
  readonly fg: number;
  readonly bg: number;
  readonly extended?: { readonly ext: number };
}

interface InnerLine {
  readonly isWrapped: boolean;
  loadCell(column: number, cell: InnerCell): InnerCell;
}

interface InnerCell extends Attributes {
  readonly content: number;
  getChars(): string;
}

interface InnerBuffer {
  readonly lines: {
    readonly length: number;
    readonly maxLength: number;
    get(row: number): InnerLine | undefined;
  };
  readonly x: number;
  readonly y: number;
  readonly ybase: number;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly savedX: number;
  readonly savedY: number;
  readonly savedCurAttrData: Attributes;
  readonly savedCharset: unknown;
  readonly tabs: object;
}

interface Core {
  readonly buffers: { readonly normal: InnerBuffer; readonly alt: InnerBuffer; readonly active: InnerBuffer };
  readonly coreService: {
    readonly isCursorHidden: boolean;
    readonly modes: object;
    readonly decPrivateModes: {
      readonly cursorStyle?: string;
      readonly cursorBlink?: boolean;
      readonly synchronizedOutput?: boolean;
    };
  };
  readonly _charsetService: {
    readonly glevel: number;
    readonly charset: unknown;
    readonly _charsets: unknown[];
  };
  readonly _inputHandler: {
    readonly _curAttrData: Attributes;
    readonly _parser: { readonly currentState: number };
  };
}

function coreOf(terminal: InnerTerminal): Core | null {
  const core = (terminal as { readonly _core?: Partial<Core> })._core;
  const isKnown =
    core?.buffers?.normal?.lines !== undefined &&
    core.coreService?.decPrivateModes !== undefined &&
    Array.isArray(core._charsetService?._charsets) &&
    typeof core._inputHandler?._parser?.currentState === "number";
  return isKnown ? (core as Core) : null;
}

/** Whether it is between two control sequences; half of one can be written down nowhere. */
export function isBetweenSequences(terminal: InnerTerminal): boolean {
  return coreOf(terminal)?._inputHandler._parser.currentState === 0;
}

/**
 * Rows that the screen of full-screen programs has room for. As long as none was shown this is the largest height so
 * far (xterm makes it smaller only with something in it), and decides what comes back when the terminal grows.
 */
export function alternateRoom(terminal: InnerTerminal): number {
  return coreOf(terminal)?.buffers.alt.lines.maxLength ?? terminal.rows;
}

/**
 * Columns up to which there are tab stops. xterm keeps those beyond the right edge when a terminal becomes narrower, and
 * where it grows again they decide which others it makes.
 */
export function tabRoom(terminal: InnerTerminal): number {
  const stops = Object.keys(coreOf(terminal)?.buffers.active.tabs ?? {}).map(Number);
  return Math.max(terminal.cols, ...stops.map((column) => column + 1));
}

/**
 * Control sequences for what SerializeAddon leaves out, to be written after what it answers: scroll region, saved
 * cursor, and how the cursor looks.
 */
export function hiddenStateSequences(terminal: InnerTerminal): string {
  const core = coreOf(terminal);
  if (!core) return "";
  const { active } = core.buffers;
  const to = (x: number, y: number) => `\x1b[${y + 1};${x + 1}H`;
  let sequences = "";
  if (active.savedX !== 0 || active.savedY !== 0) {
    const row = Math.max(0, Math.min(terminal.rows - 1, active.savedY - active.ybase));
    sequences += `${to(active.savedX, row)}\x1b7`;
  }
  if (active.scrollTop !== 0 || active.scrollBottom !== terminal.rows - 1) {
    sequences += `\x1b[${active.scrollTop + 1};${active.scrollBottom + 1}r`;
  }
  if (sequences !== "") sequences += to(active.x, active.y);
  if (core.coreService.isCursorHidden) sequences += "\x1b[?25l";
  const { cursorStyle, cursorBlink } = core.coreService.decPrivateModes;
  const style = cursorStyle === undefined ? -1 : ["block", "underline", "bar"].indexOf(cursorStyle);
  if (style >= 0) sequences += `\x1b[${style * 2 + (cursorBlink ? 1 : 2)} q`;
  return sequences;
}

/** Whether two terminals show the same and will do the same with whatever is written next. */
export function isSameState(one: InnerTerminal, other: InnerTerminal): boolean {
  const a = coreOf(one);
  const b = coreOf(other);
  if (!a || !b || one.cols !== other.cols || one.rows !== other.rows) return false;
  const isAlternate = a.buffers.active === a.buffers.alt;
  const cells = [one.buffer.active.getNullCell(), other.buffer.active.getNullCell()] as [
    InnerCell,
    InnerCell,
  ];
  return (
    isAlternate === (b.buffers.active === b.buffers.alt) &&
    switches(a) === switches(b) &&
    sameAttributes(a._inputHandler._curAttrData, b._inputHandler._curAttrData) &&
    sameBuffer(a.buffers.normal, b.buffers.normal, one.cols, cells) &&
    // The way into the other screen that is written down saves the cursor; programs know one that does not.
    (!isAlternate || a.buffers.normal.savedY === b.buffers.normal.savedY) &&
    (!isAlternate || sameBuffer(a.buffers.alt, b.buffers.alt, one.cols, cells))
  );
}

/** All that is on, off or chosen, in one text. */
function switches({ coreService, _charsetService: charsets, _inputHandler }: Core): string {
  // Whether drawing waits at this moment changes nothing that is drawn in the end.
  const { synchronizedOutput: _, ...modes } = coreService.decPrivateModes;
  return JSON.stringify([
    _inputHandler._parser.currentState,
    coreService.isCursorHidden,
    Object.entries(coreService.modes).sort(),
    Object.entries(modes).sort(),
    charsets.glevel,
    charsets.charset ?? null,
    [0, 1, 2, 3].map((level) => charsets._charsets[level] ?? null),
  ]);
}

function sameBuffer(a: InnerBuffer, b: InnerBuffer, cols: number, cells: Cells): boolean {
  return (
    a.lines.length === b.lines.length &&
    a.lines.maxLength === b.lines.maxLength &&
    a.x === b.x &&
    a.y === b.y &&
    a.ybase === b.ybase &&
    a.scrollTop === b.scrollTop &&
    a.scrollBottom === b.scrollBottom &&
    sameSavedCursor(a, b) &&
    Object.keys(a.tabs).join() === Object.keys(b.tabs).join() &&
    sameCells(a, b, cols, cells)
  );
}

function sameSavedCursor(a: InnerBuffer, b: InnerBuffer): boolean {
  return (
    a.savedX === b.savedX &&
    Math.max(0, a.savedY - a.ybase) === Math.max(0, b.savedY - b.ybase) &&
    sameAttributes(a.savedCurAttrData, b.savedCurAttrData) &&
    JSON.stringify(a.savedCharset ?? null) === JSON.stringify(b.savedCharset ?? null)
  );
}

/** Loaded with one cell of each terminal after the other. */
type Cells = readonly [InnerCell, InnerCell];

function sameCells(a: InnerBuffer, b: InnerBuffer, cols: number, [left, right]: Cells): boolean {
  for (let row = 0; row < a.lines.length; row++) {
    const [lineA, lineB] = [a.lines.get(row), b.lines.get(row)];
    if (!lineA || !lineB || lineA.isWrapped !== lineB.isWrapped) return false;
    for (let column = 0; column < cols; column++) {
      lineA.loadCell(column, left);
      lineB.loadCell(column, right);
      if (left.content !== right.content || left.getChars() !== right.getChars()) return false;
      if (!sameAttributes(left, right)) return false;
    }
  }
  return true;
}

/** Bits of `fg` and `bg` hold the colours and the styles; underline style and colour are beside them. */
function sameAttributes(a: Attributes, b: Attributes): boolean {
  return (
    colour(a.fg) === colour(b.fg) &&
    colour(a.bg) === colour(b.bg) &&
    (a.extended?.ext ?? 0) === (b.extended?.ext ?? 0)
  );
}

const COLOUR_MODE = 0x3000000;
const PALETTE_16 = 0x1000000;
const PALETTE_256 = 0x2000000;

/** The first 16 of the 256 colours are the 16 colours, whichever way a program named them. */
function colour(bits: number): number {
  const isPalette256 = (bits & COLOUR_MODE) === PALETTE_256;
  return isPalette256 && (bits & 0xff) < 16 ? (bits & ~COLOUR_MODE) | PALETTE_16 : bits;
}
