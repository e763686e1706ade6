import type { Terminal } from "@xterm/xterm";
import { type Cells, cellsIn, type Extent, fitsIn, fontFor, SMALLEST_FONT } from "./cells.ts";

const SCROLL_BAR_PX = 14;
/** As long as a driver's new size takes to come back, its window is not framed for a moment. */
const SETTLES_WITHIN_MS = 500;

interface ScreenBoxOptions {
  /** The person's choice, in CSS pixels. */
  readonly font: () => number;
  readonly drives: () => boolean;
  /** What the box has room for. */
  readonly onRoom: (room: Cells) => void;
}

/**
 * Shows a terminal of any size in the space there is. The terminal never takes its size from here: the box says what it has
 * room for, and frames, shrinks or scrolls what comes (app.css, `data-letterbox`).
 */
export class ScreenBox {
  readonly #terminal: Terminal;
  readonly #options: ScreenBoxOptions;
  readonly #observer: ResizeObserver;
  #frame = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(terminal: Terminal, options: ScreenBoxOptions) {
    this.#terminal = terminal;
    this.#options = options;
    this.#observer = new ResizeObserver(() => this.fitSoon());
    if (this.#holder) this.#observer.observe(this.#holder);
  }

  dispose(): void {
    this.#observer.disconnect();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#settling);
  }

  /** Before the next picture: a replay goes through many sizes at once. */
  fitSoon(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.fit());
  }

  /** After the box, the terminal's size, its font or who drives changed. */
  fit(): void {
    clearTimeout(this.#settling);
    this.#fit(this.#options.drives());
    if (this.#options.drives()) this.#settling = setTimeout(() => this.#fit(false), SETTLES_WITHIN_MS);
  }

  get #holder(): HTMLElement | null {
    return this.#terminal.element?.parentElement ?? null;
  }

  /** `settling`: another size than there is room for is about to be replaced. */
  #fit(settling: boolean): void {
    const holder = this.#holder;
    const { element } = this.#terminal;
    if (!holder || !element) return;
    const space = this.#space(holder);
    if (space.width <= 0 || space.height <= 0) return;
    const { cols, rows } = this.#terminal;
    const font = this.#options.font();
    const cell = this.#drawWith(font);
    if (!cell) return;
    const room = cellsIn(space, cell);
    this.#options.onRoom(room);
    if (settling || (room.cols === cols && room.rows === rows)) {
      delete holder.dataset.letterbox;
      element.style.width = element.style.height = "";
      return;
    }
    const drawn = this.#shrink(space, { cols, rows }, cell, font);
    holder.dataset.letterbox = fitsIn(space, { cols, rows }, drawn) ? "framed" : "scrolled";
    element.style.width = `${cols * drawn.width + this.#scrollBar}px`;
    element.style.height = `${rows * drawn.height}px`;
  }

  #shrink(space: Extent, cells: Cells, cell: Extent, font: number): Extent {
    let drawn = cell;
    let size = fontFor(space, cells, cell, font);
    while (size < font) {
      drawn = this.#drawWith(size) ?? drawn;
      if (size <= SMALLEST_FONT || fitsIn(space, cells, drawn)) break;
      size -= 1;
    }
    return drawn;
  }

  /** Size of a character in this font; null while it can't be measured. */
  #drawWith(font: number): Extent | null {
    if (this.#terminal.options.fontSize !== font) this.#terminal.options.fontSize = font;
    // Nothing public tells it; @xterm/addon-fit reads the same.
    const { _core: core } = this.#terminal as unknown as {
      _core: { _renderService: { dimensions: { css: { cell: Extent } } } };
    };
    const { width, height } = core._renderService.dimensions.css.cell;
    return width > 0 && height > 0 ? { width, height } : null;
  }

  get #scrollBar(): number {
    const { scrollback, overviewRuler } = this.#terminal.options;
    return scrollback === 0 ? 0 : (overviewRuler?.width ?? SCROLL_BAR_PX);
  }

  /** For characters: without the scroll bar, and whether or not the box itself scrolls. */
  #space(holder: HTMLElement): Extent {
    const style = getComputedStyle(holder);
    const px = (value: string) => Number.parseFloat(value) || 0;
    return {
      width: holder.offsetWidth - px(style.paddingLeft) - px(style.paddingRight) - this.#scrollBar,
      height: holder.offsetHeight - px(style.paddingTop) - px(style.paddingBottom),
    };
  }
}
