import { ChevronDown } from "lucide-react";
import { useId } from "react";
import { NavLink, useLocation } from "react-router";

export interface SettingsGroup {
  readonly title: string;
  readonly sections: readonly { readonly to: string; readonly label: string; readonly end?: boolean }[];
}

/** The settings' sections: beside the page where there is room, on a phone behind the name of the one that is open. */
export function SettingsNav({ groups }: { groups: readonly SettingsGroup[] }) {
  const { pathname } = useLocation();
  const here = groups
    .flatMap(({ sections }) => sections)
    .find(({ to, end }) => (end ? pathname === to : pathname === to || pathname.startsWith(`${to}/`)));
  return (
    <nav aria-label="Settings" className="min-w-0">
      <div className="max-md:hidden">
        <Groups groups={groups} />
      </div>
      {/* Another page closes it. */}
      <details key={pathname} className="group panel md:hidden">
        <summary className="flex h-10 items-center justify-between gap-2 px-3 font-medium">
          {here?.label ?? "All settings"}
          <ChevronDown className="size-4 text-muted group-open:rotate-180" aria-hidden />
        </summary>
        <div className="border-line border-t p-2">
          <Groups groups={groups} />
        </div>
      </details>
    </nav>
  );
}

function Groups({ groups }: { groups: readonly SettingsGroup[] }) {
  const id = useId();
  return (
    <div className="grid content-start gap-4 md:gap-6">
      {groups.map(({ title, sections }) => (
        <div key={title} className="grid min-w-0 gap-1">
          <h2 id={`${id}-${title}`} className="px-2 font-medium text-muted text-xs">
            {title}
          </h2>
          <ul aria-labelledby={`${id}-${title}`} className="grid gap-0.5">
            {sections.map(({ to, label, end }) => (
              <li key={to}>
                <NavLink
                  to={to}
                  end={end}
                  prefetch="intent"
                  className={({ isActive }) =>
                    `flex h-8 items-center whitespace-nowrap rounded-md px-2 focus-visible:-outline-offset-2 max-md:h-10 ${
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
    </div>
  );
}
