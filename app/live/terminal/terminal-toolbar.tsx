import { Maximize2, Minimize2, Search } from "lucide-react";
import { IconButton } from "~/components/controls/button.tsx";
import { Chip } from "~/components/controls/state-chip.tsx";
import { PresenceBar } from "~/components/sandbox/presence-bar.tsx";
import { TerminalSettings } from "../preferences/terminal-settings.tsx";
import { usePlace } from "../sandbox/sandbox-place.ts";
import { LinkState } from "./latency.tsx";
import { RecordingControl } from "./recording-control.tsx";
import { RecordingNotice } from "./recording-notice.tsx";
import { SizeNote } from "./size-note.tsx";
import type { TerminalHandle, TerminalState } from "./use-terminal.ts";

interface TerminalToolbarProps {
  state: TerminalState;
  handle: TerminalHandle | null;
  /** Whether the person may change the sandbox, not only type into it. */
  mayChange: boolean;
  full: boolean;
  onFull: () => void;
  onSearch: () => void;
}

/** Comes after the screen in what Ctrl+Shift+L reaches, so the keyboard always has a way out. */
export function TerminalToolbar({ state, handle, mayChange, full, onFull, onSearch }: TerminalToolbarProps) {
  const { kind } = usePlace();
  return (
    <div className="relative flex h-9 min-w-0 items-center gap-2 border-line border-b bg-surface px-2">
      <LinkState state={state} />
      {state.readOnly ? <Chip tone="idle">Read only</Chip> : null}
      {state.presence ? (
        <PresenceBar
          label="In this terminal"
          viewers={state.presence.viewers}
          count={state.presence.count}
          you={state.presence.you}
          driver={state.presence.driver}
        />
      ) : null}
      <SizeNote state={state} handle={handle} />
      <p className="ml-2 truncate text-muted text-xs max-lg:hidden">Ctrl Shift L leaves the terminal</p>
      <div className="ml-auto flex items-center">
        {kind === "member" ? (
          <RecordingControl recording={state.recording} mayChange={mayChange} />
        ) : state.recording ? (
          <RecordingNotice by={state.recording.by} />
        ) : null}
        <IconButton label="Search the output (Ctrl Shift F)" data-after-terminal onClick={onSearch}>
          <Search className="size-4" aria-hidden />
        </IconButton>
        <TerminalSettings />
        <IconButton
          label={full ? "Leave the full window" : "Fill the window"}
          aria-pressed={full}
          onClick={onFull}
        >
          {full ? <Minimize2 className="size-4" aria-hidden /> : <Maximize2 className="size-4" aria-hidden />}
        </IconButton>
      </div>
    </div>
  );
}
