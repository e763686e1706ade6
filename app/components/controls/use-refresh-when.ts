import { useEffect, useRef } from "react";
import { useRevalidator } from "react-router";
import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";

/** The operation whose begin and end change what is listed. After a deletion nothing is left to load. */
export function workOf({ operation }: RecordBody): string | null {
  return operation && operation.type !== "purge" ? operation.id : null;
}

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
