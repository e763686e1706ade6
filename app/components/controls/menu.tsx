import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";

interface MenuProps {
  /** Read aloud for the button. */
  label: string;
  button: ReactNode;
  children: ReactNode;
  className?: string;
  /** Of the panel, as a class. */
  width?: string;
}

/**
 * A button that opens a panel of links and forms on the browser's popover: light dismiss, Escape and the top
 * layer come with it, and it opens without JavaScript. Arrow keys move between the items.
 */
export function Menu({ label, button, children, className, width = "w-60" }: MenuProps) {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  return (
    <div className="menu relative">
      <button
        type="button"
        popoverTarget={id}
        aria-label={label}
        title={label}
        className={
          className ??
          "flex h-8 items-center gap-1.5 rounded-md px-2 text-muted hover:bg-hover hover:text-text"
        }
      >
        {button}
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys move between the items, which are the controls */}
      <div
        id={id}
        ref={panel}
        popover="auto"
        onKeyDown={moveFocus}
        onClick={(event) => {
          if ((event.target as Element).closest("a,[data-closes]")) panel.current?.hidePopover();
        }}
        className={`menu-panel ${width} max-w-[calc(100vw-2rem)] rounded-lg border border-line bg-raised p-1 text-text shadow-xl`}
      >
        {children}
      </div>
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>) {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>("a, button:not(:disabled)")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  items[(at + step + items.length) % items.length]?.focus();
}

export const MENU_ITEM =
  "flex w-full items-center gap-2.5 rounded-md px-2.5 py-1.5 text-left hover:bg-hover focus-visible:-outline-offset-2";
