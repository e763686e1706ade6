import { useEffect, useRef } from "react";

/** Every shortcut of the pages, in the order that the help shows them. `keys` are pressed one after the other. */
export const SHORTCUTS = [
  { id: "palette", keys: ["Ctrl K"], words: "Search and run commands" },
  { id: "search", keys: ["/"], words: "Search the list of sandboxes" },
  { id: "launch", keys: ["c"], words: "Launch a sandbox" },
  { id: "home", keys: ["g", "s"], words: "Go to the sandboxes" },
  { id: "settings", keys: ["g", "t"], words: "Go to the settings" },
  { id: "help", keys: ["?"], words: "Show the shortcuts" },
] as const;

export type ShortcutId = (typeof SHORTCUTS)[number]["id"];

const SEQUENCE_WITHIN_MS = 1000;

/** Single letters work only where nothing is typed: not in fields, not in a terminal, not under a modal. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return target.closest("input, textarea, select, [contenteditable], .xterm, dialog") !== null;
}

export function useShortcuts(run: (id: ShortcutId) => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    let before = { key: "", at: 0 };
    const press = (event: KeyboardEvent) => {
      const terminal = event.target instanceof Element && event.target.closest(".xterm") !== null;
      const command = event.metaKey || event.ctrlKey;
      if (command && !event.altKey && event.key.toLowerCase() === "k" && (event.metaKey || !terminal)) {
        event.preventDefault();
        return latest.current("palette");
      }
      if (command || event.altKey || isTyping(event.target)) return;
      const recent = event.timeStamp - before.at < SEQUENCE_WITHIN_MS ? before.key : "";
      const found =
        SHORTCUTS.find(({ keys }) => keys.length === 2 && keys[0] === recent && keys[1] === event.key) ??
        SHORTCUTS.find(({ keys }) => keys.length === 1 && keys[0] === event.key);
      before = { key: event.key, at: event.timeStamp };
      if (!found) return;
      event.preventDefault();
      latest.current(found.id);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
