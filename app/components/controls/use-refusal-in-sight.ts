import { useEffect } from "react";

/**
 * Once an answer has refused what was sent, the field that is wrong has the focus, or the words that say why are in
 * sight: the button may be far below them. `refused` is another object with each answer, null where nothing is refused.
 */
export function useRefusalInSight(refused: object | null | undefined): void {
  useEffect(() => {
    if (!refused) return;
    const page = document.getElementById("main") ?? document.body;
    const field = page.querySelector<HTMLElement>("[aria-invalid=true]");
    field?.focus({ preventScroll: true });
    const shown = field ?? page.querySelector("[role=alert]");
    if (shown && !isInSight(shown)) shown.scrollIntoView({ block: "center" });
  }, [refused]);
}

/** Below the bar at the top, and above what some pages keep at the bottom, px. */
const BARS = 64;

function isInSight(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= BARS && bottom <= innerHeight - BARS;
}
