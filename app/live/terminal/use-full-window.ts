import { type RefObject, useEffect, useState } from "react";

/**
 * Lets a part of the page fill the window. The focus can't leave it then for what lies beneath; dialogs, menus and
 * notifications are above it.
 */
export function useFullWindow(part: RefObject<HTMLElement | null>) {
  const [full, setFull] = useState(false);
  useEffect(() => {
    if (!full) return;
    const stay = (event: FocusEvent) => {
      const to = event.target as Element;
      if (part.current?.contains(to) || to.closest("dialog, [popover], [aria-live]")) return;
      part.current?.querySelector<HTMLElement>("a, button")?.focus();
    };
    const { overflow } = document.documentElement.style;
    document.documentElement.style.overflow = "hidden";
    document.addEventListener("focusin", stay);
    return () => {
      document.documentElement.style.overflow = overflow;
      document.removeEventListener("focusin", stay);
    };
  }, [full, part]);
  return { full, toggle: () => setFull((before) => !before) };
}
