/** What `repairErase` needs of an xterm, in a browser or without one. */
export interface XtermLike {
  readonly rows: number;
  readonly cols: number;
  readonly buffer: {
    readonly active: { readonly cursorX: number; readonly cursorY: number; readonly baseY: number };
  };
  readonly parser: {
    registerCsiHandler(
      id: { prefix?: string; final: string },
      callback: (params: (number | number[])[]) => boolean,
    ): unknown;
  };
}

interface Erasing {
  eraseInDisplay(
    params: { readonly params: readonly number[]; readonly length: number },
    protect?: boolean,
  ): boolean;
}

/**
 * In xterm 6.0 erasing up to the cursor throws when the cursor is in the last cell and nothing has scrolled, and with it all that
 * was still to be written is lost: one sequence would end a terminal for everybody who looks at it. There it erases the whole
 * screen, which is the same.
 */
export function repairErase(terminal: XtermLike): void {
  const { _core } = terminal as unknown as { readonly _core: { readonly _inputHandler: Erasing } };
  for (const prefix of [undefined, "?"]) {
    terminal.parser.registerCsiHandler(
      prefix === undefined ? { final: "J" } : { prefix, final: "J" },
      (params) => {
        const { cursorX, cursorY, baseY } = terminal.buffer.active;
        const isLastCell = cursorX + 1 >= terminal.cols && cursorY === terminal.rows - 1 && baseY === 0;
        if (params[0] !== 1 || !isLastCell) return false;
        return _core._inputHandler.eraseInDisplay({ params: [2], length: 1 }, prefix !== undefined);
      },
    );
  }
}
