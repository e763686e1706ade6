import { Button } from "~/components/controls/button.tsx";
import type { PresenceNotice } from "../../../workers/domain/sharing/presence.ts";
import { sameCells } from "./cells.ts";
import type { TerminalHandle, TerminalState } from "./use-terminal.ts";

/** Whose size this terminal has, where that is not this window's, and how to take over. */
export function SizeNote({ state, handle }: { state: TerminalState; handle: TerminalHandle | null }) {
  const { presence, drives, size, room, readOnly, ended } = state;
  if (!presence || drives || ended || !size || !room || sameCells(size, room)) return null;
  return (
    <span className="flex min-w-0 items-center gap-2 text-xs">
      <span className="truncate text-muted max-sm:sr-only">
        {whoseWords(presence)}{" "}
        <span className="whitespace-nowrap">
          {size.cols} × {size.rows}
        </span>
      </span>
      {readOnly ? null : (
        <Button
          size="small"
          className="h-6!"
          onClick={() => {
            handle?.takeSize();
            handle?.screen.terminal.focus();
          }}
        >
          Use my size
        </Button>
      )}
    </span>
  );
}

function whoseWords({ viewers, you, driver }: PresenceNotice): string {
  const whose = viewers.find(({ seat }) => seat === driver);
  const own = viewers.find(({ seat }) => seat === you);
  if (!whose) return "Sized";
  const isOwn = whose.name === own?.name && whose.colour === own.colour;
  return isOwn ? "Sized by another window of yours," : `Sized by ${whose.name},`;
}
