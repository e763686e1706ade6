import type { Terminal } from "@xterm/xterm";
import { isHover, isPointer, isReport } from "./terminal-reports.ts";

/** What a terminal sends, by what caused it. */
export type Sent =
  /** A key, a paste, a composed word, the mouse: somebody is at work. */
  | { readonly by: "person"; readonly data: string }
  | { readonly by: "pointer" | "hover"; readonly data: string }
  /** The terminal itself answers what a program asked, or was told to report. */
  | { readonly by: "terminal"; readonly data: string };

/** What is used of xterm. */
export type InputSource = Pick<Terminal, "onData" | "onKey" | "onBinary">;

/**
 * Tells what a person does from what the terminal answers by itself. Shift+F3 sends what a cursor position looks like:
 * what a key sends is announced right before it is sent.
 */
export function onSent(terminal: InputSource, tell: (sent: Sent) => void): void {
  let key: string | null = null;
  terminal.onKey((pressed) => {
    key = pressed.key;
  });
  terminal.onData((data) => {
    const byKey = data === key;
    key = null;
    if (!byKey && isReport(data)) tell({ by: "terminal", data });
    else tell({ by: byKey ? "person" : causeOf(data), data });
  });
  terminal.onBinary((data) => tell({ by: causeOf(data), data }));
}

function causeOf(data: string): "person" | "pointer" | "hover" {
  if (!isPointer(data)) return "person";
  return isHover(data) ? "hover" : "pointer";
}
