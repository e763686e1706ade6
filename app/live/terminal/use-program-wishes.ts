import { useEffect, useRef, useState } from "react";
import { readPreferences } from "../preferences/terminal-preferences.ts";
import { usePlace } from "../sandbox/sandbox-place.ts";
import { onProgramCopy } from "./program-clipboard.ts";
import { followLinks } from "./terminal-links.ts";
import type { TerminalHandle } from "./use-terminal.ts";
import { titleWords } from "./visible-text.ts";

const FLASH_MS = 150;

/**
 * What programs ask of the page through their output: a title, a bell, text on the clipboard, addresses that can be
 * opened. All of it within bounds; what was asked before we came stays undone.
 */
export function useProgramWishes(handle: TerminalHandle | null, onTitle: (title: string | null) => void) {
  const { kind, name } = usePlace();
  // Previews of ports are for members.
  const sandbox = kind === "member" ? name : null;
  const [rung, setRung] = useState(false);
  /** Text that waits for the person's leave. */
  const [offered, setOffered] = useState<string | null>(null);
  /** Where the link under the pointer leads. */
  const [target, setTarget] = useState<string | null>(null);
  const titled = useRef(onTitle);
  useEffect(() => {
    titled.current = onTitle;
  });

  useEffect(() => {
    if (!handle) return;
    const { terminal } = handle.screen;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const following = [
      followLinks(terminal, sandbox, setTarget),
      terminal.onTitleChange((title) => titled.current(titleWords(title))),
      terminal.onBell(() => {
        if (handle.isReplaying() || readPreferences().bell === "none") return;
        setRung(true);
        clearTimeout(timer);
        timer = setTimeout(() => setRung(false), FLASH_MS);
      }),
      onProgramCopy(terminal.parser, (text) => {
        const { clipboard } = readPreferences();
        if (handle.isReplaying() || clipboard === "never") return;
        // Pages may write only after a person did something in them: then it is asked after all.
        if (clipboard === "always") void copyText(text).then((done) => (done ? undefined : setOffered(text)));
        else setOffered(text);
      }),
    ];
    return () => {
      clearTimeout(timer);
      for (const one of following) one.dispose();
      setTarget(null);
    };
  }, [handle, sandbox]);

  return { rung, offered, settle: () => setOffered(null), target };
}

/** False where the browser does not let it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
