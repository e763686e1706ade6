import type { Terminal } from "@xterm/xterm";

interface Deeds {
  search: () => void;
  /** Moves the focus out of the terminal: the way on for people who use only the keyboard. */
  leave: () => void;
}

/** Keys that are the page's, not the shell's. All with Ctrl and Shift, which shells do not use. */
export function handleTerminalKeys(terminal: Terminal, deeds: Deeds): void {
  terminal.attachCustomKeyEventHandler((event) => {
    if (!event.ctrlKey || !event.shiftKey || event.altKey) return true;
    // The browser itself pastes on Ctrl+Shift+V; the shell must not get a Ctrl+V.
    if (event.code === "KeyV") return false;
    if (!["KeyF", "KeyL", "KeyC"].includes(event.code)) return true;
    event.preventDefault();
    if (event.type !== "keydown") return false;
    if (event.code === "KeyF") deeds.search();
    else if (event.code === "KeyL") deeds.leave();
    else copy(terminal);
    return false;
  });
}

function copy(terminal: Terminal) {
  const text = terminal.getSelection();
  if (text !== "") void navigator.clipboard.writeText(text);
}
