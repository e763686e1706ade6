import { useCallback, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { ShellTabs } from "~/components/sandbox/shell-tabs.tsx";
import { usePlace } from "../sandbox/sandbox-place.ts";
import { TerminalView } from "../terminal/terminal-view.tsx";
import { useFullWindow } from "../terminal/use-full-window.ts";
import type { Shell } from "./shell.ts";
import { switchByKey } from "./switch-shells.ts";
import { useShellList } from "./use-shell-list.ts";

interface GuestPaneProps {
  loaded: readonly Shell[];
  /** From the address; null when it names none yet. */
  terminal: string | null;
}

/** The shells that members opened, for guests of a share link, who open and end none. */
export default function GuestPane({ loaded, terminal }: GuestPaneProps) {
  const navigate = useNavigate();
  const { page } = usePlace();
  const [shells] = useShellList(loaded);
  const [browser, setBrowser] = useState(false);
  useEffect(() => setBrowser(true), []);
  const section = useRef<HTMLElement>(null);
  const { full, toggle } = useFullWindow(section);
  const [titles, setTitles] = useState<Readonly<Record<string, string>>>({});
  const show = useCallback(
    (terminal_id: string, replace: boolean) =>
      navigate(`${page}/terminals/${terminal_id}`, { replace, preventScrollReset: true }),
    [navigate, page],
  );
  const first = shells[0]?.terminal_id;
  useEffect(() => {
    if (!terminal && first) void show(first, true);
  }, [terminal, first, show]);
  useEffect(() => switchByKey(shells, terminal, (to) => void show(to, false)), [shells, terminal, show]);

  return (
    <section
      ref={section}
      aria-label="Terminal"
      className={`panel grid grid-cols-[minmax(0,1fr)] overflow-hidden ${shells.length > 0 ? "grid-rows-[auto_1fr]" : ""} ${full ? FULL : IN_PAGE}`}
    >
      {shells.length > 0 ? (
        <ShellTabs
          base={page}
          shells={shells}
          titles={titles}
          current={terminal}
          mayType={false}
          {...NOTHING}
        />
      ) : null}
      <div className="relative min-h-0">
        {terminal && browser ? (
          <TerminalView
            key={terminal}
            terminal={terminal}
            mayChange={false}
            full={full}
            onFull={toggle}
            onTitle={(title) =>
              setTitles(({ [terminal]: _, ...rest }) => (title ? { ...rest, [terminal]: title } : rest))
            }
            onRoom={ignore}
          />
        ) : (
          <p className="grid h-full place-items-center bg-terminal p-6 text-center text-muted">
            {first
              ? "Opening the terminal…"
              : "No terminal is open. It appears here when somebody opens one."}
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

const ignore = () => {};
const NOTHING = { onOpen: ignore, onClose: ignore, onRename: ignore };

const FULL = "fixed inset-0 z-40 h-dvh rounded-none!";
const IN_PAGE = "h-[max(20rem,calc(100dvh-9rem))] max-sm:h-[max(20rem,calc(100dvh-11rem))]";
