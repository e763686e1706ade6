import { useCallback, useEffect, useState } from "react";
import type { Shell } from "./shell.ts";

interface ErrorBody {
  readonly error: string;
  readonly next_step?: string;
}

export interface ShellProblem {
  readonly message: string;
  readonly next_step?: string;
}

/** The shells of a running sandbox, and opening and ending them. A refusal stays in `problem` until the next try. */
export function useShells(sandbox: string, loaded: readonly Shell[]) {
  const path = `/api/v1/sandboxes/${sandbox}/terminals`;
  const [shells, setShells] = useState(loaded);
  const [problem, setProblem] = useState<ShellProblem | null>(null);
  useEffect(() => setShells(loaded), [loaded]);

  const open = useCallback(async (): Promise<string | null> => {
    setProblem(null);
    const answer = await ask(path, {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json" },
    });
    if (!answer.ok) {
      setProblem(answer.problem);
      return null;
    }
    const shell = answer.body as Shell;
    setShells((before) => [...before, shell]);
    return shell.terminal_id;
  }, [path]);

  const close = useCallback(
    async (terminal_id: string): Promise<void> => {
      const answer = await ask(`${path}/${terminal_id}`, { method: "DELETE" });
      if (!answer.ok) return setProblem(answer.problem);
      setShells((before) => before.filter((shell) => shell.terminal_id !== terminal_id));
    },
    [path],
  );

  return { shells, problem, open, close };
}

type Answer =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly problem: ShellProblem };

async function ask(path: string, init: RequestInit): Promise<Answer> {
  const answer = await fetch(path, init).catch(() => null);
  if (!answer) {
    return {
      ok: false,
      problem: { message: "Sandbar can’t be reached.", next_step: "Check your connection and try again." },
    };
  }
  const body: unknown = answer.status === 204 ? null : await answer.json();
  if (answer.ok) return { ok: true, body };
  const { error, next_step } = body as ErrorBody;
  return { ok: false, problem: { message: error, next_step } };
}
