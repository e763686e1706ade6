import { useEffect, useRef } from "react";
import { useRevalidator } from "react-router";

/** Loads the page's data again when one of these values changes after the first render. */
export function useRefreshWhen(...values: readonly unknown[]): void {
  const { revalidate } = useRevalidator();
  const key = JSON.stringify(values);
  const loaded = useRef(key);
  useEffect(() => {
    if (loaded.current === key) return;
    loaded.current = key;
    void revalidate();
  }, [key, revalidate]);
}
