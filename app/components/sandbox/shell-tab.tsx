import { Ellipsis, Pencil, X } from "lucide-react";
import { useState } from "react";
import { NavLink } from "react-router";
import { exitWords, type Shell, shellWords } from "../../live/shells/shell.ts";
import { MENU_ITEM, Menu } from "../controls/menu.tsx";
import { ShellNameField } from "./shell-name-field.tsx";

interface ShellTabProps {
  to: string;
  shell: Shell;
  index: number;
  count: number;
  /** What its program calls its window. */
  title: string | null;
  current: boolean;
  mayType: boolean;
  onClose: () => void;
  onRename: (name: string | null) => void;
}

/** One shell: its name, how it ended, and what can be done with it. */
export function ShellTab({
  to,
  shell,
  index,
  count,
  title,
  current,
  mayType,
  onClose,
  onRename,
}: ShellTabProps) {
  const [naming, setNaming] = useState(false);
  const words = shellWords(shell, index, count);
  const ended = exitWords(shell);
  if (naming) {
    return (
      <ShellNameField
        name={shell.name}
        otherwise={shellWords({ ...shell, name: null }, index, count)}
        onDone={(name) => {
          setNaming(false);
          if (name !== shell.name) onRename(name);
        }}
        onCancel={() => setNaming(false)}
      />
    );
  }
  const name = () => {
    if (mayType) setNaming(true);
  };
  return (
    <span className="flex shrink-0 items-center rounded-md has-aria-[current=page]:bg-surface has-aria-[current=page]:ring-1 has-aria-[current=page]:ring-line">
      <NavLink
        to={to}
        title={[title ?? shell.title, mayType ? "double click or F2 to rename" : null]
          .filter(Boolean)
          .join(" · ")}
        onDoubleClick={name}
        onKeyDown={(event) => {
          if (event.key === "F2") name();
        }}
        className="flex h-7 max-w-48 items-center gap-1.5 rounded-md pr-2 pl-2.5 text-muted text-xs hover:text-text focus-visible:-outline-offset-2 aria-[current=page]:text-text"
      >
        <span className={`truncate ${ended ? "line-through decoration-1" : ""}`}>{words}</span>
        {ended ? <span className="whitespace-nowrap text-muted">{ended}</span> : null}
      </NavLink>
      {mayType && current ? (
        <Menu
          label={`What can be done with ${words}`}
          className="grid size-5 place-items-center rounded text-muted hover:bg-hover hover:text-text"
          width="w-48"
          button={<Ellipsis className="size-3.5" aria-hidden />}
        >
          <button type="button" className={MENU_ITEM} data-closes onClick={name}>
            <Pencil className="size-3.5 text-muted" aria-hidden /> Rename
          </button>
          <button type="button" className={MENU_ITEM} data-closes onClick={onClose}>
            <X className="size-3.5 text-muted" aria-hidden /> {ended ? "Remove" : "End this shell"}
          </button>
        </Menu>
      ) : null}
      {mayType ? (
        <button
          type="button"
          aria-label={ended ? `Remove ${words}` : `End ${words}`}
          title={ended ? "Remove this shell" : "End this shell"}
          onClick={onClose}
          className="mr-1 grid size-5 place-items-center rounded text-muted hover:bg-hover hover:text-text"
        >
          <X className="size-3" aria-hidden />
        </button>
      ) : null}
    </span>
  );
}
