import { type CSSProperties, useEffect, useReducer, useRef, useState } from "react";
import { showToast } from "~/components/controls/toast.ts";
import { ConnectionNote } from "../connection/connection-note.tsx";
import { onThemeChange, presentPalette, presentShade } from "../preferences/terminal-theme.ts";
import { usePlace } from "../sandbox/sandbox-place.ts";
import { OfferedCommand } from "../shells/offered-command.tsx";
import type { Cells } from "./cells.ts";
import { CopyOffer } from "./copy-offer.tsx";
import { KeyBar } from "./key-bar.tsx";
import { PasteDialog } from "./paste-dialog.tsx";
import { queryFrom } from "./search-words.ts";
import { deedOf, handleTerminalKeys } from "./terminal-keys.ts";
import { TerminalSearch } from "./terminal-search.tsx";
import { TerminalToolbar } from "./terminal-toolbar.tsx";
import { usePaste } from "./use-paste.ts";
import { useProgramWishes } from "./use-program-wishes.ts";
import { useTerminal } from "./use-terminal.ts";

interface TerminalViewProps {
  terminal: string;
  mayChange: boolean;
  full: boolean;
  onFull: () => void;
  /** Absent where its reader may open none. */
  onNewShell?: (() => void) | undefined;
  /** What the program calls its window; null when it calls it nothing. */
  onTitle: (title: string | null) => void;
  /** What its window has room for; null when it goes. */
  onRoom: (room: Cells | null) => void;
}

/** One shell: its screen, its tools, and what is said when the connection or the shell ends. */
export function TerminalView(props: TerminalViewProps) {
  const { onNewShell, onRoom } = props;
  const place = usePlace();
  const frame = useRef<HTMLDivElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  /** What the search began with; null while it is closed. */
  const [query, setQuery] = useState<string | null>(null);
  const { state, handle } = useTerminal(
    `${place.api}/terminals/${encodeURIComponent(props.terminal)}`,
    holder,
    () => showToast("That was more than can be held while the connection is lost.", { tone: "bad" }),
  );
  const { question, answer, paste } = usePaste(handle, state);
  const wishes = useProgramWishes(handle, props.onTitle);
  const colours = useScreenColours();
  const search = () => setQuery(queryFrom(handle?.screen.terminal.getSelection() ?? ""));

  useEffect(() => {
    if (!handle) return;
    const { terminal } = handle.screen;
    if (isFocusFree()) terminal.focus();
    const begin = () => setQuery(queryFrom(terminal.getSelection()));
    const stopKeys = handleTerminalKeys(terminal, {
      search: begin,
      leave: () => frame.current?.querySelector<HTMLElement>("[data-after-terminal]")?.focus(),
    });
    const stopSearching = searchByKey(begin);
    return () => {
      stopKeys();
      stopSearching();
    };
  }, [handle]);
  useEffect(() => {
    onRoom(state.room);
    return () => onRoom(null);
  }, [state.room, onRoom]);

  return (
    <div
      ref={frame}
      className="grid h-full min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-[auto_1fr_auto]"
    >
      <TerminalToolbar
        state={state}
        handle={handle}
        mayChange={props.mayChange}
        full={props.full}
        onFull={props.onFull}
        onSearch={search}
      />
      <div className="relative min-h-0 overflow-hidden bg-terminal text-text" style={colours}>
        <div ref={holder} className="absolute inset-0 bg-terminal p-2 text-text" />
        {handle ? null : (
          <p className="absolute inset-0 grid place-items-center text-muted">Opening the terminal…</p>
        )}
        {wishes.rung ? (
          <div aria-hidden className="pointer-events-none absolute inset-0 border-2 border-accent" />
        ) : null}
        {wishes.target ? (
          <p className="pointer-events-none absolute bottom-0 left-0 z-10 max-w-full truncate rounded-tr-md border border-line bg-raised px-2 py-0.5 text-xs">
            {wishes.target}
          </p>
        ) : null}
        {place.kind === "member" ? (
          <OfferedCommand sandbox={place.name} state={state} handle={handle} />
        ) : null}
        {wishes.offered ? <CopyOffer text={wishes.offered} onDone={wishes.settle} /> : null}
        {query !== null && handle ? (
          <TerminalSearch
            screen={handle.screen}
            query={query}
            onClose={() => {
              setQuery(null);
              handle.screen.terminal.focus();
            }}
          />
        ) : null}
        <ConnectionNote state={state} handle={handle} onNewShell={onNewShell} />
      </div>
      <KeyBar handle={handle} readOnly={state.readOnly} onPaste={paste} />
      {question ? <PasteDialog question={question} onAnswer={answer} /> : null}
    </div>
  );
}

/** The palette's ground and theme for all that lies on the screen. */
function useScreenColours(): CSSProperties {
  const [, changed] = useReducer((count: number) => count + 1, 0);
  useEffect(() => onThemeChange(changed), []);
  const { background } = presentPalette(document.body);
  return { "--color-terminal": background, colorScheme: presentShade(document.body) } as CSSProperties;
}

/** Ctrl+F belongs to the shell while it has the focus; elsewhere on the page it looks through the terminal. */
function searchByKey(begin: () => void): () => void {
  const press = (event: KeyboardEvent) => {
    const inTerminal = event.target instanceof Element && event.target.closest(".xterm") !== null;
    const plain =
      event.ctrlKey && !event.shiftKey && !event.altKey && !event.metaKey && event.code === "KeyF";
    if (inTerminal || document.querySelector("dialog[open]") || !(plain || deedOf(event) === "search"))
      return;
    event.preventDefault();
    begin();
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}

/** Whether nobody is doing something else by now: loading takes a moment, and must not take the focus away. */
function isFocusFree(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || active.closest("nav") !== null;
}
