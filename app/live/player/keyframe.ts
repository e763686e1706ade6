import { SerializeAddon } from "@xterm/addon-serialize";
import type { Terminal as HeadlessTerminal, ITerminalAddon } from "@xterm/headless";
import { prepareTerminal } from "../../../workers/domain/terminal/prepare-terminal.ts";
import { isAfresh } from "./afresh.ts";
import {
  alternateRoom,
  hiddenStateSequences,
  type InnerTerminal,
  isBetweenSequences,
  isSameState,
  tabRoom,
} from "./hidden-state.ts";
import type { Recording, Size } from "./recording.ts";
import { type PlayTerminal, written } from "./replay.ts";

/** Lines above the screen: as many as come back when a terminal is made higher, and are scrolled to while it pauses. */
const SCROLLBACK_LINES = 500;

/** What a terminal showed before event number `event`: `data` written to a reset terminal of this size brings it back. */
export interface Keyframe extends Size {
  readonly event: number;
  /** See `alternateRoom`. */
  readonly room: number;
  /** See `tabRoom`. */
  readonly width: number;
  readonly data: string;
}

/** A terminal as the player makes them all, whether drawn or not: only equal ones show the same. */
export type FilmTerminal = PlayTerminal &
  InnerTerminal & {
    loadAddon(addon: ITerminalAddon): void;
    readonly unicode: HeadlessTerminal["unicode"];
    readonly parser: HeadlessTerminal["parser"];
    readonly buffer: HeadlessTerminal["buffer"];
  };

/** xterm's options that decide what is where. */
export const FILM_OPTIONS = {
  allowProposedApi: true,
  scrollback: SCROLLBACK_LINES,
  disableStdin: true,
} as const;

/** Colours that programs set, and links: a recording keeps to the page's colours, and nothing in it does anything. */
const IGNORED_COMMANDS = [4, 8, 10, 11, 12, 104, 110, 111, 112];

export function prepareFilmTerminal<T extends FilmTerminal>(terminal: T): T {
  prepareTerminal(terminal);
  for (const command of IGNORED_COMMANDS) terminal.parser.registerOscHandler(command, () => true);
  return terminal;
}

/** Ends what began with `HOLD_DRAWING`: from here on the screen is drawn again (DEC mode 2026). */
export const DRAW = "\x1b[?2026l";
export const HOLD_DRAWING = "\x1b[?2026h";

/** Brings a terminal to a keyframe, or to the empty screen that the recording begins with; draws nothing until `DRAW`. */
export async function restore(
  terminal: PlayTerminal,
  recording: Recording,
  frame: Keyframe | null,
): Promise<void> {
  const { cols, rows } = frame ?? recording.header;
  // xterm's reset leaves a hidden cursor hidden.
  const begin = `\x1bc\x1b[?25h${HOLD_DRAWING}`;
  await written(terminal, begin);
  terminal.resize(frame?.width ?? cols, frame?.room ?? rows);
  await written(terminal, begin);
  terminal.resize(cols, rows);
  await written(terminal, frame?.data ?? "");
}

/**
 * Makes keyframes of one terminal. Each is tried on another one first and compared cell by cell: one that would not
 * bring back the very same is not made, because an inexact one would show what never was.
 */
export class KeyframeMaker {
  readonly #terminal: FilmTerminal;
  readonly #proof: FilmTerminal;
  readonly #serializer = new SerializeAddon();

  constructor(terminal: FilmTerminal, proof: FilmTerminal) {
    this.#terminal = terminal;
    this.#proof = proof;
    terminal.loadAddon(this.#serializer as ITerminalAddon);
  }

  /** Of the terminal as it is, before `event` is played on it; null where that can't be written down. */
  async make(recording: Recording, event: number): Promise<Keyframe | null> {
    const terminal = this.#terminal;
    if (!isBetweenSequences(terminal) || !isAfresh(recording, event)) return null;
    const { cols, rows } = terminal;
    const data = this.#serializer.serialize() + hiddenStateSequences(terminal);
    const room = { room: alternateRoom(terminal), width: tabRoom(terminal) };
    const frame: Keyframe = { event, cols, rows, ...room, data };
    await restore(this.#proof, recording, frame);
    return isSameState(terminal, this.#proof) ? frame : null;
  }
}
