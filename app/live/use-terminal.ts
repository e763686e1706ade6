import { type RefObject, useEffect, useRef, useState } from "react";
import { browserWorld, onComeback } from "./browser-world.ts";
import type { LinkStatus } from "./reconnecting-socket.ts";
import { readPreferences } from "./terminal-preferences.ts";
import { isReport } from "./terminal-reports.ts";
import type { Screen } from "./terminal-screen.ts";
import { TerminalSocket } from "./terminal-socket.ts";

export interface TerminalState {
  readonly status: LinkStatus;
  readonly readOnly: boolean;
  /** Milliseconds there and back; null before the first measurement. */
  readonly latency: number | null;
  /** The last measurements, oldest first. */
  readonly latencies: readonly number[];
  readonly heldBytes: number;
  /** Sentence about how the program ended; null while it runs. */
  readonly ended: string | null;
  /** Who asked for it; null while this terminal is not recorded. */
  readonly recording: { readonly by: string } | null;
}

const LATENCIES_KEPT = 60;

const INITIAL: TerminalState = {
  status: { kind: "connecting" },
  readOnly: false,
  latency: null,
  latencies: [],
  heldBytes: 0,
  ended: null,
  recording: null,
};

export interface TerminalHandle {
  readonly screen: Screen;
  readonly socket: TerminalSocket;
  type(text: string): void;
  /** Whether what comes now was written before we came: its bells and wishes are over. */
  isReplaying(): boolean;
}

/**
 * One terminal on screen: loads xterm, attaches to the shell at `path` (below the API), and keeps both together
 * until the component goes. `onRefusedInput` is told when more was typed than can be held.
 */
export function useTerminal(path: string, holder: RefObject<HTMLElement | null>, onRefusedInput: () => void) {
  const [state, setState] = useState(INITIAL);
  const [handle, setHandle] = useState<TerminalHandle | null>(null);
  const refused = useRef(onRefusedInput);
  useEffect(() => {
    refused.current = onRefusedInput;
  });

  useEffect(() => {
    let gone = false;
    let stop = () => {};
    setState(INITIAL);
    void import("./terminal-screen.ts").then(({ openScreen }) => {
      if (gone || !holder.current) return;
      const screen = openScreen(holder.current, readPreferences());
      const attached = attach(
        screen,
        path,
        (part) => setState((before) => ({ ...before, ...part })),
        () => refused.current(),
      );
      stop = attached.stop;
      setHandle(attached.handle);
    });
    return () => {
      gone = true;
      setHandle(null);
      stop();
    };
  }, [path, holder]);

  return { state, handle };
}

function attach(
  screen: Screen,
  path: string,
  tell: (part: Partial<TerminalState>) => void,
  refuse: () => void,
) {
  const { terminal } = screen;
  const encoder = new TextEncoder();
  let readOnly = false;
  /** Output below this was written before we came, and its questions were answered then. */
  let replayUntil = 0;
  let shown = 0;
  let latencies: readonly number[] = [];
  const isReplaying = () => shown < replayUntil;

  const socket = new TerminalSocket(
    browserWorld,
    { path, viewer: crypto.randomUUID() },
    {
      onStatus: (status) => tell({ status, heldBytes: socket.heldBytes }),
      onHello(hello) {
        readOnly = hello.role === "view";
        replayUntil = hello.offset;
        terminal.options.disableStdin = readOnly;
        if (readOnly) terminal.resize(hello.cols, hello.rows);
        tell({ readOnly, ended: null });
      },
      onOutput(data) {
        terminal.write(data, () => {
          shown += data.byteLength;
          socket.consumed(data.byteLength);
        });
      },
      onDropped(from, to) {
        shown += to - from;
        terminal.write("\x1bc\x1b[2m[Earlier output is no longer kept.]\x1b[0m\r\n");
      },
      onSize(cols, rows) {
        if (cols !== terminal.cols || rows !== terminal.rows) terminal.resize(cols, rows);
      },
      onExit: ({ exit_code, signal }) => tell({ ended: endWords(exit_code, signal) }),
      onLatency(latency) {
        latencies = [...latencies.slice(1 - LATENCIES_KEPT), latency];
        tell({ latency, latencies });
      },
    },
  );

  const send = (bytes: Uint8Array) => {
    if (readOnly || bytes.byteLength === 0) return;
    if (!socket.type(bytes)) refuse();
    tell({ heldBytes: socket.heldBytes });
  };
  const fit = () => {
    if (readOnly) return;
    screen.fit();
    socket.resize(terminal.cols, terminal.rows);
  };
  terminal.onData((data) => {
    if (isReplaying() && isReport(data)) return;
    send(encoder.encode(screen.modifiers.apply(data)));
  });
  terminal.onBinary((data) => send(Uint8Array.from(data, (char) => char.charCodeAt(0))));
  const observer = new ResizeObserver(() => requestAnimationFrame(fit));
  if (terminal.element?.parentElement) observer.observe(terminal.element.parentElement);
  screen.onCellChange(fit);
  // Whoever works in it last decides its size.
  terminal.textarea?.addEventListener("focus", fit);
  const stopListening = onComeback(() => socket.connect());
  socket.resize(terminal.cols, terminal.rows);
  socket.connect();

  return {
    handle: { screen, socket, type: (text: string) => send(encoder.encode(text)), isReplaying },
    stop() {
      stopListening();
      observer.disconnect();
      socket.stop();
      screen.dispose();
    },
  };
}

function endWords(exit_code: number | null, signal: string | null): string {
  if (signal) return `This shell was ended by ${signal}.`;
  return exit_code === null ? "This shell ended." : `This shell ended with exit code ${exit_code}.`;
}
