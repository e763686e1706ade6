import { type Dispatch, type SetStateAction, useEffect, useState } from "react";
import type { Shell } from "./shell.ts";
import { useLiveFeed } from "./use-live.ts";

/** The shells of a running sandbox as everybody's doings leave them: first as loaded, then as told. */
export function useShellList(
  loaded: readonly Shell[],
): [readonly Shell[], Dispatch<SetStateAction<readonly Shell[]>>] {
  const { terminals } = useLiveFeed();
  const [shells, setShells] = useState(loaded);
  useEffect(() => setShells(loaded), [loaded]);
  useEffect(() => {
    if (terminals) setShells(terminals);
  }, [terminals]);
  return [shells, setShells];
}
