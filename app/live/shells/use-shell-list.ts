import { type Dispatch, type SetStateAction, useEffect, useRef, useState } from "react";
import { ask } from "../connection/ask-api.ts";
import { usePlace } from "../sandbox/sandbox-place.ts";
import { useLiveFeed } from "../sandbox/use-live.ts";
import type { Shell } from "./shell.ts";

/**
 * The shells of a running sandbox as everybody's doings leave them: first as loaded, then as told. What was opened while
 * there was no connection is not told afterwards: that is asked for.
 */
export function useShellList(
  loaded: readonly Shell[],
): [readonly Shell[], Dispatch<SetStateAction<readonly Shell[]>>] {
  const { kind, api } = usePlace();
  const { terminals, status } = useLiveFeed();
  const [shells, setShells] = useState(loaded);
  useEffect(() => setShells(loaded), [loaded]);
  const told = useRef(terminals);
  useEffect(() => {
    told.current = terminals;
    if (terminals) setShells(terminals);
  }, [terminals]);

  const open = status.kind === "open";
  // A member's page opens a shell itself where there is none; a guest's would wait for ever for one that came too early.
  const missed = useRef(kind === "guest");
  useEffect(() => {
    if (!open) return;
    const before = told.current;
    if (missed.current) {
      void ask(`${api}/terminals`).then((answer) => {
        if (answer.ok && told.current === before) setShells((answer.body as { items: Shell[] }).items);
      });
    }
    missed.current = true;
  }, [open, api]);
  return [shells, setShells];
}
