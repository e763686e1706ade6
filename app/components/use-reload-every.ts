import { useEffect } from "react";
import { useRevalidator } from "react-router";

/** Loads the page's data again every so many ms, while somebody can see the page. */
export function useReloadEvery(ms: number): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible" && navigator.onLine) void revalidate();
    }, ms);
    return () => clearInterval(timer);
  }, [ms, revalidate]);
}
