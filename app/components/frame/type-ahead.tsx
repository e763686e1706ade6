import { type RefObject, useEffect } from "react";

/** While something to type into is still loading: what is typed is kept for it, not lost to what had the focus. */
export function TypeAhead({ typed }: { typed: RefObject<string> }) {
  useEffect(() => {
    typed.current = "";
    const keep = (event: KeyboardEvent) => {
      if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      typed.current += event.key;
    };
    document.addEventListener("keydown", keep, true);
    return () => document.removeEventListener("keydown", keep, true);
  }, [typed]);
  return null;
}
