import { type RefObject, useEffect, useRef } from "react";
import { useLocation } from "react-router";

/** For links that scroll sideways: the one of the page that is shown is in sight. */
export function useCurrentInSight<Kind extends HTMLElement>(): RefObject<Kind | null> {
  const links = useRef<Kind>(null);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address has another link
  useEffect(() => {
    const current = links.current?.querySelector("[aria-current=page]");
    current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [pathname]);
  return links;
}
