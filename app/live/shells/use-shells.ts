import { useCallback, useState } from "react";
import { type Answer, ask, type ShellProblem } from "../connection/ask-api.ts";
import { usePlace } from "../sandbox/sandbox-place.ts";
import type { Cells } from "../terminal/cells.ts";
import { isBusy, type Shell } from "./shell.ts";
import { useShellList } from "./use-shell-list.ts";

/**
 * The shells of a running sandbox as everybody's doings leave them, and opening, naming and ending them. A refusal
 * stays in `problem` until the next try.
 */
export function useShells(loaded: readonly Shell[]) {
  const path = `${usePlace().api}/terminals`;
  const [shells, setShells] = useShellList(loaded);
  const [problem, setProblem] = useState<ShellProblem | null>(null);

  const tell = useCallback(async (asked: Promise<Answer>): Promise<unknown> => {
    setProblem(null);
    const answer = await asked;
    if (answer.ok) return answer.body;
    setProblem(answer.problem);
    return undefined;
  }, []);

  /** Of the size that it will be shown in, so that its first prompt is right already. */
  const open = useCallback(
    async (size: Cells | null): Promise<string | null> => {
      const shell = (await tell(ask(path, "POST", size ?? {}))) as Shell | undefined;
      if (!shell) return null;
      setShells((before) => [
        ...before.filter(({ terminal_id }) => terminal_id !== shell.terminal_id),
        shell,
      ]);
      return shell.terminal_id;
    },
    [path, tell, setShells],
  );

  const rename = useCallback(
    async (terminal_id: string, name: string | null): Promise<void> => {
      const renamed = (await tell(ask(`${path}/${terminal_id}`, "PATCH", { name }))) as Shell | undefined;
      if (renamed)
        setShells((before) =>
          before.map((one) => (one.terminal_id === terminal_id ? { ...one, name } : one)),
        );
    },
    [path, tell, setShells],
  );

  const close = useCallback(
    async (terminal_id: string): Promise<boolean> => {
      if ((await tell(ask(`${path}/${terminal_id}`, "DELETE"))) === undefined) return false;
      setShells((before) => before.filter((shell) => shell.terminal_id !== terminal_id));
      return true;
    },
    [path, tell, setShells],
  );

  /** What would be cut off by ending it, as it is this moment; null for a shell at its prompt. */
  const running = useCallback(
    async (terminal_id: string): Promise<string | null> => {
      const answer = await ask(path);
      if (!answer.ok) return null;
      const { items } = answer.body as { items: readonly Shell[] };
      const shell = items.find((one) => one.terminal_id === terminal_id);
      return shell && isBusy(shell) ? shell.title : null;
    },
    [path],
  );

  return { shells, problem, open, rename, close, running };
}
