import type { Terminal } from "@xterm/xterm";

export interface TerminalDeeds {
  search: () => void;
  /** Moves the focus out of the terminal: the way on for people who use only the keyboard. */
  leave: () => void;
}

/**
 * Keys that are the page's, not the shell's: with Ctrl and Shift, which shells do not use, or with Cmd. Seen before
 * the terminal sees them. Answers how to stop.
 */
export function handleTerminalKeys(terminal: Terminal, deeds: TerminalDeeds): () => void {
  const { element } = terminal;
  const press = (event: KeyboardEvent) => {
    const deed = deedOf(event);
    if (deed === null) return;
    // What the browser itself does on Ctrl+Shift+V must happen; the shell must not get a Ctrl+V.
    event.stopPropagation();
    if (deed === "paste") return;
    event.preventDefault();
    if (event.type !== "keydown") return;
    if (deed === "search") deeds.search();
    else if (deed === "leave") deeds.leave();
    else copySelection(terminal);
  };
  element?.addEventListener("keydown", press, true);
  element?.addEventListener("keyup", press, true);
  return () => {
    element?.removeEventListener("keydown", press, true);
    element?.removeEventListener("keyup", press, true);
  };
}

const DEEDS: Readonly<Record<string, "search" | "leave" | "copy" | "paste">> = {
  KeyF: "search",
  KeyL: "leave",
  KeyC: "copy",
  KeyV: "paste",
};

type Keys = Pick<KeyboardEvent, "ctrlKey" | "shiftKey" | "altKey" | "metaKey" | "code">;

/** Cmd+C and Cmd+V are the browser's own, and work as they are; Cmd+F would look through the page. */
export function deedOf({ ctrlKey, shiftKey, altKey, metaKey, code }: Keys) {
  if (altKey) return null;
  if (metaKey) return !ctrlKey && !shiftKey && code === "KeyF" ? ("search" as const) : null;
  return ctrlKey && shiftKey ? (DEEDS[code] ?? null) : null;
}

/** Without a secure connection pages have no clipboard of their own; the browser's old command still copies. */
function copySelection(terminal: Terminal): void {
  const text = terminal.getSelection();
  if (text === "") return;
  const byCommand = () => document.execCommand("copy");
  if (navigator.clipboard) void navigator.clipboard.writeText(text).catch(byCommand);
  else byCommand();
}
