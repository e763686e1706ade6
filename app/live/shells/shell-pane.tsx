import { useCallback, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { Button } from "~/components/controls/button.tsx";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { ShellTabs } from "~/components/sandbox/shell-tabs.tsx";
import { usePlace } from "../sandbox/sandbox-place.ts";
import { boxSize } from "../terminal/box-size.ts";
import type { Cells } from "../terminal/cells.ts";
import { TerminalView } from "../terminal/terminal-view.tsx";
import { useFullWindow } from "../terminal/use-full-window.ts";
import { EndShellDialog } from "./end-shell-dialog.tsx";
import type { Shell } from "./shell.ts";
import { switchByKey } from "./switch-shells.ts";
import { useShells } from "./use-shells.ts";

interface ShellPaneProps {
  loaded: readonly Shell[];
  /** From the address; null when it names none yet. */
  terminal: string | null;
  mayType: boolean;
  mayChange: boolean;
}

/** All shells of a sandbox. Without one in the address it goes to the first, and opens that if there is none. */
export default function ShellPane({ loaded, terminal, mayType, mayChange }: ShellPaneProps) {
  const navigate = useNavigate();
  const { page: base } = usePlace();
  const { shells, problem, open, rename, close, running } = useShells(loaded);
  const [browser, setBrowser] = useState(false);
  useEffect(() => setBrowser(true), []);
  const section = useRef<HTMLElement>(null);
  const area = useRef<HTMLDivElement>(null);
  /** What the shell that is shown has room for: the next one has as much. */
  const room = useRef<Cells | null>(null);
  const { full, toggle } = useFullWindow(section);
  const [titles, setTitles] = useState<Readonly<Record<string, string>>>({});
  /** A shell that is asked about before it ends, and what runs in it. */
  const [ending, setEnding] = useState<{ terminal_id: string; program: string } | null>(null);

  const show = useCallback(
    (terminal_id: string | undefined, replace: boolean) =>
      navigate(terminal_id ? `${base}/terminals/${terminal_id}` : base, {
        replace,
        preventScrollReset: true,
      }),
    [navigate, base],
  );
  const keepRoom = useCallback((now: Cells | null) => {
    room.current = now;
  }, []);
  const openSized = useCallback(
    () => open(room.current ?? (area.current ? boxSize(area.current) : null)),
    [open],
  );
  const openAnother = useCallback(async () => {
    const opened = await openSized();
    if (opened) await show(opened, false);
  }, [openSized, show]);
  const end = async (terminal_id: string) => {
    if (!(await close(terminal_id))) return;
    const at = shells.findIndex((shell) => shell.terminal_id === terminal_id);
    const next = shells[at + 1] ?? shells[at - 1];
    if (terminal_id === terminal) await show(next?.terminal_id, true);
  };
  const askToEnd = async (terminal_id: string) => {
    const program = await running(terminal_id);
    if (program === null) await end(terminal_id);
    else setEnding({ terminal_id, program });
  };

  const begun = useRef(false);
  const first = shells[0]?.terminal_id;
  useEffect(() => {
    if (terminal || begun.current) return;
    begun.current = true;
    if (first) void show(first, true);
    else if (mayType) void openSized().then((opened) => (opened ? show(opened, true) : undefined));
  }, [terminal, first, mayType, openSized, show]);
  useEffect(() => switchByKey(shells, terminal, (to) => void show(to, false)), [shells, terminal, show]);

  return (
    <section
      ref={section}
      aria-label="Terminal"
      className={`panel grid grid-cols-[minmax(0,1fr)] grid-rows-[auto_1fr] overflow-hidden ${full ? FULL : IN_PAGE}`}
    >
      <ShellTabs
        base={base}
        shells={shells}
        titles={titles}
        current={terminal}
        mayType={mayType}
        onOpen={openAnother}
        onClose={askToEnd}
        onRename={rename}
      />
      <div ref={area} className="relative min-h-0">
        {problem ? (
          <div className="absolute inset-x-3 top-3 z-10">
            <RefusalNote refusal={problem}>
              <Button size="small" onClick={openAnother}>
                Open a shell
              </Button>
            </RefusalNote>
          </div>
        ) : null}
        {terminal && browser ? (
          <TerminalView
            key={terminal}
            terminal={terminal}
            mayChange={mayChange}
            full={full}
            onFull={toggle}
            onNewShell={mayType ? openAnother : undefined}
            onTitle={(title) =>
              setTitles(({ [terminal]: _, ...rest }) => (title ? { ...rest, [terminal]: title } : rest))
            }
            onRoom={keepRoom}
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
      {ending ? (
        <EndShellDialog
          program={ending.program}
          onAnswer={(wanted) => {
            setEnding(null);
            if (wanted) void end(ending.terminal_id);
          }}
        />
      ) : null}
    </section>
  );
}

const FULL = "fixed inset-0 z-40 h-dvh rounded-none!";
const IN_PAGE = "h-[max(22rem,calc(100dvh-15.5rem))] max-sm:h-[max(22rem,calc(100dvh-17.5rem))]";
