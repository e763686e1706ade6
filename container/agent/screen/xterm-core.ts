/**
 * What a screen is read from, beyond xterm's public interface: the cursor that is saved, scroll regions, character sets,
 * attributes that its serializer leaves out. One place, for the one version that package.json names; screen-text.test.ts
 * fails when any of it moves.
 */
import type { Terminal } from "@xterm/headless";

/** Attributes of a cell or of what is written next, in xterm's own bits (attributes.ts). */
export interface Attributes {
  readonly fg: number;
  readonly bg: number;
  readonly extended: { readonly _ext: number; readonly urlId: number };
}

export interface CoreCell extends Attributes {
  getWidth(): number;
  getChars(): string;
}

export interface CoreLine {
  readonly isWrapped: boolean;
  readonly length: number;
  loadCell(column: number, cell: CoreCell): CoreCell;
}

/** A character set: what letters show; the usual one is undefined. */
export type Charset = Readonly<Record<string, string>> | undefined;

export interface CoreBuffer {
  readonly lines: { readonly length: number; get(index: number): CoreLine | undefined };
  readonly ybase: number;
  readonly x: number;
  readonly y: number;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly tabs: Readonly<Record<number, boolean | undefined>>;
  readonly savedX: number;
  /** Counted from the first line of the buffer. */
  readonly savedY: number;
  readonly savedCurAttrData: Attributes;
  readonly savedCharset: Charset;
}

export interface TerminalCore {
  readonly _bufferService: {
    readonly buffers: { readonly normal: CoreBuffer; readonly alt: CoreBuffer; readonly active: CoreBuffer };
  };
  readonly _charsetService: {
    readonly charset: Charset;
    readonly glevel: number;
    readonly _charsets: readonly Charset[];
  };
  readonly _inputHandler: {
    readonly _curAttrData: Attributes;
    readonly _windowTitle: string;
    readonly _parser: { readonly currentState: number };
  };
  readonly _oscLinkService: {
    getLinkData(id: number): { readonly id?: string; readonly uri: string } | undefined;
  };
  readonly coreService: {
    readonly isCursorHidden: boolean;
    readonly decPrivateModes: {
      readonly cursorStyle?: "block" | "underline" | "bar";
      readonly cursorBlink?: boolean;
    };
  };
  readonly coreMouseService: { readonly activeProtocol: string; readonly activeEncoding: string };
  /** Parses at once; complete, because no handler here is asynchronous. */
  readonly _writeBuffer: { writeSync(data: string | Uint8Array): void };
}

export function coreOf(terminal: Terminal): TerminalCore {
  return (terminal as unknown as { readonly _core: TerminalCore })._core;
}
