import { Plus } from "lucide-react";
import { useEffect, useRef } from "react";
import type { Shell } from "../../live/shells/shell.ts";
import { IconButton } from "../controls/button.tsx";
import { ShellTab } from "./shell-tab.tsx";

interface ShellTabsProps {
  base: string;
  shells: readonly Shell[];
  /** What programs call their windows, by terminal; only of those that were shown here. */
  titles: Readonly<Record<string, string>>;
  /** The one that is shown. */
  current: string | null;
  mayType: boolean;
  onOpen: () => void;
  onClose: (terminal_id: string) => void;
  onRename: (terminal_id: string, name: string | null) => void;
}

/** The shells of a sandbox; each has its own address, so that a reload comes back to it. */
export function ShellTabs({
  base,
  shells,
  titles,
  current,
  mayType,
  onOpen,
  onClose,
  onRename,
}: ShellTabsProps) {
  const nav = useRef<HTMLElement>(null);
  const count = shells.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another shell, or one more, may be out of sight
  useEffect(() => {
    const shown = nav.current?.querySelector("[aria-current=page]");
    shown?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current, count]);
  return (
    <div className="flex min-w-0 items-center gap-1 border-line border-b bg-bg px-1.5 py-1">
      <nav
        ref={nav}
        aria-label="Shells"
        className="flex min-w-0 items-center gap-1 overflow-x-auto p-0.5 [scrollbar-width:thin]"
      >
        {shells.map((shell, index) => (
          <ShellTab
            key={shell.terminal_id}
            to={`${base}/terminals/${shell.terminal_id}`}
            shell={shell}
            index={index}
            count={count}
            title={titles[shell.terminal_id] ?? null}
            current={shell.terminal_id === current}
            mayType={mayType}
            onClose={() => onClose(shell.terminal_id)}
            onRename={(name) => onRename(shell.terminal_id, name)}
          />
        ))}
      </nav>
      {mayType ? (
        <IconButton label="Open another shell" onClick={onOpen} className="size-7!">
          <Plus className="size-4" aria-hidden />
        </IconButton>
      ) : null}
    </div>
  );
}
