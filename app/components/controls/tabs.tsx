import type { ReactNode } from "react";
import { NavLink } from "react-router";
import { useCurrentInSight } from "../frame/use-current-in-sight.ts";

export interface Tab {
  readonly to: string;
  readonly label: ReactNode;
  /** Matches only this exact address. */
  readonly end?: boolean;
}

/** Tabs that are addresses: links, so they open in new windows, reload and go back as people expect. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const nav = useCurrentInSight<HTMLElement>();
  return (
    <nav ref={nav} aria-label={label} className="-mb-px flex gap-1 overflow-x-auto">
      {tabs.map((tab) => (
        <NavLink
          key={tab.to}
          to={tab.to}
          end={tab.end}
          prefetch="intent"
          className={({ isActive }) =>
            `flex h-9 items-center gap-1.5 whitespace-nowrap border-b-2 px-2.5 focus-visible:-outline-offset-2 ${
              isActive
                ? "border-accent font-medium text-text"
                : "border-transparent text-muted hover:text-text"
            }`
          }
        >
          {tab.label}
        </NavLink>
      ))}
    </nav>
  );
}
