import { useEffect } from "react";
import { useRevalidator } from "react-router";

/**
 * Loads the page's data again every so many ms, while somebody can see the page and the server answers: a page that
 * fails to load again would be an error in place of what was entered or is shown this once.
 */
export function useReloadEvery(ms: number): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const timer = setInterval(async () => {
      if (document.visibilityState !== "visible" || !navigator.onLine) return;
      if (await answers()) void revalidate();
    }, ms);
    return () => clearInterval(timer);
  }, [ms, revalidate]);
}

/** A refusal is an answer too: whoever is signed out is led to the sign-in. */
async function answers(): Promise<boolean> {
  const answer = await fetch("/api/v1/me").catch(() => null);
  return answer !== null && answer.status < 500;
}
