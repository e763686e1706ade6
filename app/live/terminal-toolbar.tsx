import { AArrowDown, AArrowUp, Accessibility, Search } from "lucide-react";
import { useState } from "react";
import { IconButton } from "~/components/button.tsx";
import { Chip } from "~/components/state-chip.tsx";
import {
  clampFontSize,
  keepPreferences,
  readPreferences,
  type TerminalPreferences,
} from "./terminal-preferences.ts";
import type { TerminalHandle, TerminalState } from "./use-terminal.ts";

interface TerminalToolbarProps {
  state: TerminalState;
  handle: TerminalHandle | null;
  onSearch: () => void;
}

/** Comes after the screen in what Ctrl+Shift+L reaches, so the keyboard always has a way out. */
export function TerminalToolbar({ state, handle, onSearch }: TerminalToolbarProps) {
  const [preferences, setPreferences] = useState<TerminalPreferences | null>(null);
  const change = (part: Partial<TerminalPreferences>) => {
    if (!handle) return;
    const next = { ...(preferences ?? readPreferences()), ...part };
    setPreferences(next);
    keepPreferences(next);
    handle.screen.terminal.options.fontSize = next.fontSize;
    handle.screen.terminal.options.screenReaderMode = next.screenReader;
    handle.screen.fit();
    handle.socket.resize(handle.screen.terminal.cols, handle.screen.terminal.rows);
  };
  const fontSize = () => (preferences ?? readPreferences()).fontSize;
  return (
    <div className="flex h-9 items-center gap-1 border-line border-b bg-surface px-2">
      <span className="flex items-center gap-2 text-muted text-xs">
        <Link state={state} />
        {state.readOnly ? <Chip tone="idle">Read only</Chip> : null}
      </span>
      <p className="ml-3 truncate text-muted text-xs max-md:hidden">Ctrl Shift L leaves the terminal</p>
      <div className="ml-auto flex items-center">
        <IconButton label="Search the output (Ctrl Shift F)" data-after-terminal onClick={onSearch}>
          <Search className="size-4" aria-hidden />
        </IconButton>
        <IconButton label="Smaller text" onClick={() => change({ fontSize: clampFontSize(fontSize() - 1) })}>
          <AArrowDown className="size-4" aria-hidden />
        </IconButton>
        <IconButton label="Larger text" onClick={() => change({ fontSize: clampFontSize(fontSize() + 1) })}>
          <AArrowUp className="size-4" aria-hidden />
        </IconButton>
        <IconButton
          label="Screen reader mode"
          aria-pressed={preferences?.screenReader ?? false}
          className="aria-pressed:bg-hover aria-pressed:text-text"
          onClick={() => change({ screenReader: !(preferences ?? readPreferences()).screenReader })}
        >
          <Accessibility className="size-4" aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}

function Link({ state: { status, latency } }: { state: TerminalState }) {
  const open = status.kind === "open";
  const words = open ? "Connected" : status.kind === "closed" ? "Closed" : "Connecting";
  const detail = open && latency !== null ? `${words}, ${Math.round(latency)} ms there and back` : words;
  return (
    <span className="flex items-center gap-1.5" title={detail}>
      <span aria-hidden className={`size-1.5 rounded-full ${open ? "bg-ok" : "bg-warn"}`} />
      {words}
    </span>
  );
}
