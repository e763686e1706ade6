import { useCallback, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { Button } from "~/components/button.tsx";
import { RefusalNote } from "~/components/refusal-note.tsx";
import { ShellTabs } from "~/components/shell-tabs.tsx";
import type { Shell } from "./shell.ts";
import { TerminalView } from "./terminal-view.tsx";
import { useShells } from "./use-shells.ts";

interface ShellPaneProps {
  sandbox: string;
  loaded: readonly Shell[];
  /** From the address; null when it names none yet. */
  terminal: string | null;
  mayType: boolean;
}

/** All shells of a sandbox. Without one in the address it goes to the first, and opens that if there is none. */
export default function ShellPane({ sandbox, loaded, terminal, mayType }: ShellPaneProps) {
  const navigate = useNavigate();
  const base = `/sandboxes/${sandbox}`;
  const { shells, problem, open, close } = useShells(sandbox, loaded);
  const [browser, setBrowser] = useState(false);
  useEffect(() => setBrowser(true), []);

  const show = useCallback(
    (terminal_id: string | undefined, replace: boolean) =>
      navigate(terminal_id ? `${base}/terminals/${terminal_id}` : base, {
        replace,
        preventScrollReset: true,
      }),
    [navigate, base],
  );
  const openAnother = useCallback(async () => {
    const opened = await open();
    if (opened) await show(opened, false);
  }, [open, show]);

  const begun = useRef(false);
  const first = shells[0]?.terminal_id;
  useEffect(() => {
    if (terminal || begun.current) return;
    begun.current = true;
    if (first) void show(first, true);
    else if (mayType) void open().then((opened) => (opened ? show(opened, true) : undefined));
  }, [terminal, first, mayType, open, show]);

  return (
    <section
      aria-label="Terminal"
      className="panel grid h-[max(22rem,calc(100dvh-15.5rem))] max-sm:h-[max(22rem,calc(100dvh-17.5rem))] grid-cols-[minmax(0,1fr)] grid-rows-[auto_1fr] overflow-hidden"
    >
      <ShellTabs
        base={base}
        shells={shells}
        mayType={mayType}
        onOpen={openAnother}
        onClose={async (terminal_id) => {
          await close(terminal_id);
          const next = shells.find((shell) => shell.terminal_id !== terminal_id);
          if (terminal_id === terminal) await show(next?.terminal_id, true);
        }}
      />
      <div className="relative min-h-0">
        {problem ? (
          <div className="absolute inset-x-3 top-3 z-10">
            <RefusalNote refusal={problem}>
              <Button size="small" onClick={openAnother}>
                Try again
              </Button>
            </RefusalNote>
          </div>
        ) : null}
        {terminal && browser ? (
          <TerminalView
            key={terminal}
            path={`/api/v1/sandboxes/${sandbox}/terminals/${encodeURIComponent(terminal)}`}
            onNewShell={openAnother}
          />
        ) : (
          <p className="grid h-full place-items-center bg-terminal p-6 text-center text-muted">
            {mayType ? "Opening a shell…" : "No shell is open. Its owner or an admin can open one."}
          </p>
        )}
        <noscript>
          <p className="absolute inset-0 grid place-items-center bg-terminal p-6 text-center">
            The terminal needs JavaScript. Everything else on this page works without it.
          </p>
        </noscript>
      </div>
    </section>
  );
}
