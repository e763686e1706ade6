import { useId } from "react";
import { NavLink } from "react-router";

export interface SettingsGroup {
  readonly title: string;
  readonly sections: readonly { readonly to: string; readonly label: string; readonly end?: boolean }[];
}

/** The settings' sections: beside the page where there is room, above it as rows that scroll on a phone. */
export function SettingsNav({ groups }: { groups: readonly SettingsGroup[] }) {
  const id = useId();
  return (
    <nav aria-label="Settings" className="grid content-start gap-3 md:gap-6">
      {groups.map(({ title, sections }) => (
        <div key={title} className="grid min-w-0 gap-1">
          <h2 id={`${id}-${title}`} className="px-2 font-medium text-muted text-xs">
            {title}
          </h2>
          <ul aria-labelledby={`${id}-${title}`} className="flex gap-1 overflow-x-auto md:grid md:gap-0.5">
            {sections.map(({ to, label, end }) => (
              <li key={to}>
                <NavLink
                  to={to}
                  end={end}
                  prefetch="intent"
                  className={({ isActive }) =>
                    `flex h-8 items-center whitespace-nowrap rounded-md px-2 focus-visible:-outline-offset-2 ${
                      isActive ? "bg-hover font-medium text-text" : "text-muted hover:text-text"
                    }`
                  }
                >
                  {label}
                </NavLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
