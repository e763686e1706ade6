import { useEffect, useState } from "react";
import { Button } from "~/components/button.tsx";
import { CLOSE_CODES } from "../../workers/domain/protocol.ts";
import type { TerminalState } from "./use-terminal.ts";

interface ConnectionNoteProps {
  state: TerminalState;
  onRetry: () => void;
  onNewShell: () => void;
}

/** Over the lower edge of the screen: what became of the connection or the shell, and the way on. */
export function ConnectionNote({
  state: { status, ended, heldBytes, readOnly },
  onRetry,
  onNewShell,
}: ConnectionNoteProps) {
  const newShell = readOnly ? null : (
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
    return (
      <Note>
        {closedWords(status.code)} {newShell}
      </Note>
    );
  }
  if (status.kind !== "waiting") return null;
  return (
    <Note>
      <span>
        Connection lost. <Countdown until={status.retryAt} />
        {heldBytes > 0 ? " What you typed is held." : ""}
      </span>
      <Button size="small" onClick={onRetry}>
        Retry now
      </Button>
    </Note>
  );
}

function Note({ children }: { children: React.ReactNode }) {
  return (
    <div
      role="status"
      className="absolute inset-x-3 bottom-3 flex flex-wrap items-center justify-between gap-2 rounded-lg border border-line bg-raised px-3 py-2 shadow-lg motion-safe:animate-[appear_120ms_ease-out]"
    >
      {children}
    </div>
  );
}

function Countdown({ until }: { until: number }) {
  const [left, setLeft] = useState(() => until - Date.now());
  useEffect(() => {
    const timer = setInterval(() => setLeft(until - Date.now()), 250);
    return () => clearInterval(timer);
  }, [until]);
  const seconds = Math.ceil(left / 1000);
  return <span aria-live="off">{seconds > 0 ? `Retrying in ${seconds} s…` : "Retrying…"}</span>;
}

function closedWords(code: number): string {
  switch (code) {
    case CLOSE_CODES.gone:
      return "This shell is gone.";
    case CLOSE_CODES.generation_changed:
      return "The sandbox was started again; this shell belonged to its earlier run.";
    case CLOSE_CODES.unauthenticated:
    case CLOSE_CODES.expired:
      return "You are signed out. Reload the page to sign in again.";
    case CLOSE_CODES.forbidden:
      return "You may no longer use this terminal.";
    default:
      return "This terminal was closed.";
  }
}
