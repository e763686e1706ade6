import { useCallback, useEffect, useRef, useState } from "react";

/** What the server says about a name and a repository while they are typed. */
export interface LaunchChecks {
  readonly name: { readonly normalised: string | null; readonly problem: string | null };
  readonly repository: { readonly problem: string | null };
}

const PAUSE_MS = 250;

/** Asks after a short pause in typing; an answer that is overtaken, or does not come, leaves the form to the launch itself. */
export function useLaunchChecks(): { checks: LaunchChecks | null; ask: (form: HTMLFormElement) => void } {
  const [checks, setChecks] = useState<LaunchChecks | null>(null);
  const running = useRef<{ timer: ReturnType<typeof setTimeout>; stop: AbortController }>(undefined);
  const cancel = useCallback(() => {
    clearTimeout(running.current?.timer);
    running.current?.stop.abort();
  }, []);
  useEffect(() => cancel, [cancel]);
  return {
    checks,
    ask(form) {
      cancel();
      const stop = new AbortController();
      const values = new FormData(form);
      const query = new URLSearchParams();
      for (const field of ["name", "repository", "purpose"])
        query.set(field, String(values.get(field) ?? ""));
      const timer = setTimeout(async () => {
        const answer = await fetch(`/launch/check?${query}`, { signal: stop.signal }).catch(() => null);
        if (answer?.ok) setChecks((await answer.json()) as LaunchChecks);
      }, PAUSE_MS);
      running.current = { timer, stop };
    },
  };
}
