import { Plus, X } from "lucide-react";
import { NavLink } from "react-router";
import type { Shell } from "../live/shell.ts";
import { IconButton } from "./button.tsx";

interface ShellTabsProps {
  base: string;
  shells: readonly Shell[];
  mayType: boolean;
  onOpen: () => void;
  onClose: (terminal_id: string) => void;
}

/** The shells of a sandbox; each has its own address, so that a reload comes back to it. */
export function ShellTabs({ base, shells, mayType, onOpen, onClose }: ShellTabsProps) {
  return (
    <nav
      aria-label="Shells"
      className="flex items-center gap-1 overflow-x-auto border-line border-b bg-bg px-1.5 py-1"
    >
      {shells.map((shell, index) => (
        <span
          key={shell.terminal_id}
          className="group relative flex shrink-0 items-center rounded-md has-aria-[current=page]:bg-surface has-aria-[current=page]:ring-1 has-aria-[current=page]:ring-line"
        >
          <NavLink
            to={`${base}/terminals/${shell.terminal_id}`}
            className="flex h-7 max-w-48 items-center rounded-md pr-2 pl-2.5 text-muted text-xs hover:text-text aria-[current=page]:text-text"
          >
            <span className="truncate">{shellWords(shell, index, shells.length)}</span>
          </NavLink>
          {mayType ? (
            <button
              type="button"
              aria-label={`End ${shellWords(shell, index, shells.length)}`}
              title="End this shell"
              onClick={() => onClose(shell.terminal_id)}
              className="mr-1 grid size-5 place-items-center rounded text-muted hover:bg-hover hover:text-text"
            >
              <X className="size-3" aria-hidden />
            </button>
          ) : null}
        </span>
      ))}
      {mayType ? (
        <IconButton label="Open another shell" onClick={onOpen} className="size-7!">
          <Plus className="size-4" aria-hidden />
        </IconButton>
      ) : null}
    </nav>
  );
}

/** "bash", or "2 bash" where there are several. */
function shellWords(shell: Shell, index: number, count: number): string {
  const program = shell.title.split("/").pop()?.trim() || "shell";
  return count > 1 ? `${index + 1} ${program}` : program;
}
