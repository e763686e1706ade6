import { type RefObject, useEffect, useRef, useState } from "react";
import { readPreferences } from "../preferences/terminal-preferences.ts";
import { attachTerminal, type TerminalHandle } from "./attach-terminal.ts";
import { INITIAL_STATE } from "./terminal-state.ts";

export type { TerminalHandle } from "./attach-terminal.ts";
export type { TerminalState } from "./terminal-state.ts";

/**
 * One terminal on screen: loads xterm, attaches to the shell at `path` (below the API), and keeps both together
 * until the component goes. `onRefusedInput` is told when more was typed than can be held.
 */
export function useTerminal(path: string, holder: RefObject<HTMLElement | null>, onRefusedInput: () => void) {
  const [state, setState] = useState(INITIAL_STATE);
  const [handle, setHandle] = useState<TerminalHandle | null>(null);
  const refused = useRef(onRefusedInput);
  useEffect(() => {
    refused.current = onRefusedInput;
  });

  useEffect(() => {
    let gone = false;
    let stop = () => {};
    setState(INITIAL_STATE);
    void import("./terminal-screen.ts").then(({ openScreen }) => {
      if (gone || !holder.current) return;
      const screen = openScreen(holder.current, readPreferences());
      const attached = attachTerminal(screen, path, setState, () => refused.current());
      stop = attached.stop;
      setHandle(attached.handle);
    });
    return () => {
      gone = true;
      setHandle(null);
      stop();
    };
  }, [path, holder]);

  return { state, handle };
}
