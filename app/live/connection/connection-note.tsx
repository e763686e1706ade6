import clsx from "clsx";
import { useEffect, useState } from "react";
import { Button } from "~/components/controls/button.tsx";
import { CLOSE_CODES } from "../../../workers/domain/protocol.ts";
import { usePlace } from "../sandbox/sandbox-place.ts";
import { HeldNote } from "../terminal/held-note.tsx";
import { LostNote } from "../terminal/lost-note.tsx";
import { Note } from "../terminal/note.tsx";
import type { TerminalHandle, TerminalState } from "../terminal/use-terminal.ts";
import { closedWords } from "./closed-words.ts";
import type { ClosedLink } from "./reconnecting-socket.ts";

interface ConnectionNoteProps {
  state: TerminalState;
  handle: TerminalHandle | null;
  /** Absent where its reader may open none. */
  onNewShell?: (() => void) | undefined;
}

/**
 * Over an edge of the screen, away from where its cursor is: what became of the connection, the shell and what was typed,
 * and the way on.
 */
export function ConnectionNote({ state, handle, onNewShell }: ConnectionNoteProps) {
  const { status, ended, held, lostBytes } = state;
  const any = ended !== null || status.kind === "closed" || status.kind === "waiting";
  const atTop = useSide(any || held !== null || lostBytes > 0, handle);
  return (
    <div
      className={clsx(
        "pointer-events-none absolute inset-x-3 z-20 grid gap-2 *:pointer-events-auto empty:hidden",
        atTop ? "top-3" : "bottom-3",
      )}
    >
      {lostBytes > 0 && handle ? <LostNote bytes={lostBytes} onDismiss={handle.dismissLost} /> : null}
      {held && handle ? <HeldNote held={held} connected={status.kind === "open"} handle={handle} /> : null}
      <WayOn state={state} handle={handle} onNewShell={onNewShell} />
    </div>
  );
}

/** Whether notes go to the top: decided when the first one comes, so that none jumps while it is read. */
function useSide(shown: boolean, handle: TerminalHandle | null): boolean {
  const [atTop, setAtTop] = useState(false);
  useEffect(() => {
    if (!shown || !handle) return;
    const { buffer, rows } = handle.screen.terminal;
    setAtTop(buffer.active.cursorY > rows / 2);
  }, [shown, handle]);
  return atTop;
}

function WayOn({ state: { status, ended, readOnly }, handle, onNewShell }: ConnectionNoteProps) {
  const { kind } = usePlace();
  const newShell =
    readOnly || !onNewShell ? null : (
      <Button size="small" onClick={onNewShell}>
        Open a new shell
      </Button>
    );
  if (ended) {
    return (
      <Note>
        {ended} {newShell}
      </Note>
    );
  }
  if (status.kind === "closed") {
    // Asked, it was about the sandbox, not about this shell; to guests the page around it says so.
    if (status.told) return kind === "guest" ? null : <Note>{closedWords(status).message}</Note>;
    const over = status.code === CLOSE_CODES.gone || status.code === CLOSE_CODES.generation_changed;
    return (
      <Note>
        {shellWords(status)} {over ? newShell : null}
      </Note>
    );
  }
  if (status.kind !== "waiting") return null;
  return (
    <Note>
      <span>
        Connection lost. <Countdown until={status.retryAt} />
      </span>
      <Button size="small" onClick={() => handle?.socket.connect()}>
        Retry now
      </Button>
    </Note>
  );
}

function Countdown({ until }: { until: number }) {
  const [left, setLeft] = useState(() => until - Date.now());
  useEffect(() => {
    setLeft(until - Date.now());
    const timer = setInterval(() => setLeft(until - Date.now()), 250);
    return () => clearInterval(timer);
  }, [until]);
  const seconds = Math.ceil(left / 1000);
  return <span aria-live="off">{seconds > 0 ? `Retrying in ${seconds} s…` : "Retrying…"}</span>;
}

function shellWords(closed: ClosedLink): string {
  const { code, reason } = closed;
  switch (code) {
    case CLOSE_CODES.gone:
      return "This shell is gone.";
    case CLOSE_CODES.generation_changed:
      return "The sandbox was started again; this shell belonged to its earlier run.";
    case CLOSE_CODES.unauthenticated:
    case CLOSE_CODES.expired:
    case CLOSE_CODES.forbidden: {
      const { message, next_step } = closedWords(closed);
      return `${message} ${next_step}`;
    }
    default:
      return reason === "replaced"
        ? "This terminal was opened again in this window’s place. Reload the page to come back to it."
        : "This terminal was closed. Reload the page to try again.";
  }
}
