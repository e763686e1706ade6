import { useEffect, useRef, useState } from "react";
import { showToast } from "~/components/toast.ts";
import { ConnectionNote } from "./connection-note.tsx";
import { KeyBar } from "./key-bar.tsx";
import { handleTerminalKeys } from "./terminal-keys.ts";
import { TerminalSearch } from "./terminal-search.tsx";
import { TerminalToolbar } from "./terminal-toolbar.tsx";
import { useTerminal } from "./use-terminal.ts";

interface TerminalViewProps {
  /** Of the shell's socket, e.g. `/api/v1/sandboxes/x/terminals/t1`. */
  path: string;
  onNewShell: () => void;
}

/** One shell: its screen, its tools, and what is said when the connection or the shell ends. */
export function TerminalView({ path, onNewShell }: TerminalViewProps) {
  const frame = useRef<HTMLDivElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const [searching, setSearching] = useState(false);
  const { state, handle } = useTerminal(path, holder, () =>
    showToast("That was more than can be held while the connection is lost.", { tone: "bad" }),
  );

  useEffect(() => {
    if (!handle) return;
    const { terminal } = handle.screen;
    handleTerminalKeys(terminal, {
      search: () => setSearching(true),
      leave: () => frame.current?.querySelector<HTMLElement>("[data-after-terminal]")?.focus(),
    });
    if (isFocusFree()) terminal.focus();
  }, [handle]);

  return (
    <div
      ref={frame}
      className="grid h-full min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-[auto_1fr_auto]"
    >
      <TerminalToolbar state={state} handle={handle} onSearch={() => setSearching(true)} />
      <div className="relative min-h-0 overflow-hidden bg-terminal text-text">
        <div ref={holder} className="absolute inset-0 bg-terminal p-2 text-text" />
        {handle ? null : (
          <p className="absolute inset-0 grid place-items-center text-muted">Opening the terminal…</p>
        )}
        {searching && handle ? (
          <TerminalSearch
            search={handle.screen.search}
            onClose={() => {
              setSearching(false);
              handle.screen.terminal.focus();
            }}
          />
        ) : null}
        <ConnectionNote state={state} onRetry={() => handle?.socket.connect()} onNewShell={onNewShell} />
      </div>
      <KeyBar handle={handle} readOnly={state.readOnly} />
    </div>
  );
}

/** Whether nobody is doing something else by now: loading takes a moment, and must not take the focus away. */
function isFocusFree(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body || active.closest("nav") !== null;
}
