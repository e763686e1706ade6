import { browserWorld, onComeback } from "../connection/browser-world.ts";
import { readPreferences } from "../preferences/terminal-preferences.ts";
import { sameCells } from "./cells.ts";
import { onSent, type Sent } from "./person-input.ts";
import { ScreenBox } from "./screen-box.ts";
import { readNotice } from "./terminal-notices.ts";
import type { Screen } from "./terminal-screen.ts";
import { TerminalSocket } from "./terminal-socket.ts";
import { INITIAL_STATE, type TerminalState } from "./terminal-state.ts";
import { TerminalStream } from "./terminal-stream.ts";

const LATENCIES_KEPT = 60;

export interface TerminalHandle {
  readonly screen: Screen;
  readonly socket: TerminalSocket;
  type(text: string): void;
  /** Whether what comes now was written before we came: its bells and wishes are over. */
  isReplaying(): boolean;
  /** Takes the decision about the size: it becomes what this window has room for. */
  takeSize(): void;
  sendHeld(): void;
  discardHeld(): void;
  /** The person has read how much was lost. */
  dismissLost(): void;
}

interface Attached {
  readonly handle: TerminalHandle;
  stop(): void;
}

/**
 * Brings a screen and the terminal at `path` together until `stop`. `tell` gets the state after each change; `refuse` is
 * called when more was typed than can be held.
 */
export function attachTerminal(
  screen: Screen,
  path: string,
  tell: (state: TerminalState) => void,
  refuse: () => void,
): Attached {
  const { terminal } = screen;
  const encoder = new TextEncoder();
  let state = INITIAL_STATE;
  const change = (part: Partial<TerminalState>) => {
    state = { ...state, ...part };
    tell(state);
  };

  const box = new ScreenBox(terminal, {
    font: () => readPreferences().fontSize,
    drives: () => state.drives,
    onRoom(room) {
      socket.propose(room.cols, room.rows);
      if (!sameCells(room, state.room)) change({ room });
    },
  });
  const stream = new TerminalStream(terminal, {
    onShown: (offset) => socket.shown(offset),
    onSized(cols, rows) {
      if (!sameCells(state.size, { cols, rows })) change({ size: { cols, rows } });
      box.fitSoon();
    },
    onWrite: () => parseAtOnceWhenHidden(screen),
  });
  const socket = new TerminalSocket(
    browserWorld,
    {
      path,
      record: path.replace(/\/terminals\/[^/]+$/, ""),
      viewer: crypto.randomUUID(),
      afterBreak: () => readPreferences().afterBreak,
    },
    {
      onStatus: (status) => change({ status }),
      onHello({ role, offset, cols, rows }) {
        const readOnly = role === "view";
        terminal.options.disableStdin = readOnly;
        stream.replayedUntil(offset);
        change({ readOnly, ended: null, size: state.size ?? { cols, rows } });
      },
      onStream: (frame) => stream.push(frame),
      onDropped: (bytes) => change({ lostBytes: state.lostBytes + bytes }),
      onExit: ({ exit_code, signal }) => change({ ended: endWords(exit_code, signal) }),
      onLatency: (latency) =>
        change({ latency, latencies: [...state.latencies.slice(1 - LATENCIES_KEPT), latency] }),
      onHeld: (held) => change({ held }),
      onNotice(notice) {
        const told = readNotice(notice);
        if (told?.kind === "recording") change({ recording: told.recording });
        if (told?.kind !== "presence") return;
        const { presence } = told;
        const drives = presence.driver === presence.you;
        const changed = drives !== state.drives;
        change({ presence, drives });
        if (changed) box.fit();
      },
    },
  );

  const type = (bytes: Uint8Array) => {
    if (state.readOnly || bytes.byteLength === 0) return;
    if (!socket.input.type(bytes)) refuse();
  };
  const typeText = (text: string) => type(encoder.encode(text));
  const pass = (sent: Sent) => {
    switch (sent.by) {
      case "person":
        typeText(screen.modifiers.apply(sent.data));
        break;
      case "hover":
        if (state.drives && state.status.kind === "open") type(bytesOf(sent.data));
        break;
      case "pointer":
        if (state.status.kind === "open") type(bytesOf(sent.data));
        break;
      case "terminal":
        if (state.drives && !stream.replaying) socket.input.answer(encoder.encode(sent.data));
        break;
    }
  };
  onSent(terminal, pass);
  screen.onCellChange(() => box.fit());

  const handle: TerminalHandle = {
    screen,
    socket,
    type: typeText,
    isReplaying: () => stream.replaying,
    takeSize: () => socket.claim(),
    sendHeld: () => socket.input.sendHeld(),
    discardHeld: () => socket.input.discardHeld(),
    dismissLost: () => change({ lostBytes: 0 }),
  };
  const { element } = terminal;
  const chooseByKey = (event: KeyboardEvent) => {
    if (state.held && event.ctrlKey && event.shiftKey) chooseHeld(event, handle);
  };
  element?.addEventListener("keydown", chooseByKey, true);
  const stopListening = onComeback(() => socket.wake());
  box.fit();
  socket.connect();

  return {
    handle,
    stop() {
      stopListening();
      element?.removeEventListener("keydown", chooseByKey, true);
      box.dispose();
      socket.stop();
      screen.dispose();
    },
  };
}

/** Ctrl+Shift+Enter sends what is held, Ctrl+Shift+Backspace discards it. */
function chooseHeld(event: KeyboardEvent, handle: TerminalHandle): void {
  if (event.key !== "Enter" && event.key !== "Backspace") return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key === "Enter") handle.sendHeld();
  else handle.discardHeld();
}

/** Each character is a byte: mouse positions are no text. */
function bytesOf(data: string): Uint8Array {
  return Uint8Array.from(data, (char) => char.charCodeAt(0));
}

/**
 * In a hidden tab timers run once a second, and xterm parses in them: a flood would fall behind there. After input by a person
 * it parses what is written at once; input of nothing counts as such.
 */
function parseAtOnceWhenHidden({ terminal }: Screen): void {
  if (!document.hidden || terminal.hasSelection()) return;
  const { disableStdin = false, scrollOnUserInput = true } = terminal.options;
  terminal.options.disableStdin = false;
  terminal.options.scrollOnUserInput = false;
  terminal.input("", true);
  terminal.options.disableStdin = disableStdin;
  terminal.options.scrollOnUserInput = scrollOnUserInput;
}

function endWords(exit_code: number | null, signal: string | null): string {
  if (signal) return `This shell was ended by ${signal}.`;
  return exit_code === null ? "This shell ended." : `This shell ended with exit code ${exit_code}.`;
}
