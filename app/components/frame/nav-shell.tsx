import type { ReactNode } from "react";
import { Form, Link, NavLink } from "react-router";
import { ButtonLink } from "../controls/button.tsx";
import { PlusIcon, SearchIcon } from "../controls/icons.tsx";
import { Kbd } from "../controls/kbd.tsx";
import { MENU_ITEM, Menu } from "../controls/menu.tsx";
import { Brand } from "./brand.tsx";
import type { Theme } from "./theme.ts";
import { ThemeToggle } from "./theme-toggle.tsx";

interface NavShellProps {
  viewer: { name: string; team: string };
  /** The person's other teams. */
  teams: readonly { readonly team_id: string; readonly name: string }[];
  canLaunch: boolean;
  theme: Theme;
  onSearch: () => void;
  children: ReactNode;
}

/** The bar over every page of a signed-in person, and the landmark below it. */
export function NavShell({ viewer, teams, canLaunch, theme, onSearch, children }: NavShellProps) {
  return (
    <>
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-md bg-accent px-3 py-2 text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <header className="sticky top-0 z-20 border-line border-b bg-bg">
        <div className="mx-auto flex h-12 max-w-7xl items-center gap-1 px-4">
          <Link to="/" className="mr-2 flex min-w-0 items-center gap-2 rounded font-semibold">
            <Brand className="size-5 shrink-0" />
            <span className="truncate max-sm:sr-only">{viewer.team}</span>
          </Link>
          <nav aria-label="Main" className="flex gap-1">
            <NavLink
              to="/"
              prefetch="intent"
              className="flex h-8 items-center rounded-md px-2 text-muted hover:text-text aria-[current=page]:text-text"
            >
              Sandboxes
            </NavLink>
          </nav>
          <div className="ml-auto flex items-center gap-1">
            <button
              type="button"
              onClick={onSearch}
              aria-label="Search and commands"
              className="flex h-8 items-center gap-2 rounded-md px-2 text-muted hover:bg-hover hover:text-text sm:border sm:border-line"
            >
              <SearchIcon className="size-4" />
              <span className="flex items-center gap-6 max-sm:hidden">
                Search <Kbd>Ctrl K</Kbd>
              </span>
            </button>
            <Menu label={`Menu of ${viewer.name}`} button={<Initials name={viewer.name} />}>
              <p className="truncate px-2.5 pt-1.5 font-medium">{viewer.name}</p>
              <p className="truncate px-2.5 pb-2 text-muted text-xs">{viewer.team}</p>
              <div className="px-1.5 pb-1.5">
                <ThemeToggle theme={theme} />
              </div>
              <Form method="post" action="/switch-team" reloadDocument>
                {teams.map(({ team_id, name }) => (
                  <button key={team_id} type="submit" name="team_id" value={team_id} className={MENU_ITEM}>
                    <span className="truncate">Switch to {name}</span>
                  </button>
                ))}
              </Form>
              <Link to="/settings/team" className={MENU_ITEM}>
                {teams.length > 0 ? "Your teams" : "Team"}
              </Link>
              <Link to="/settings" className={MENU_ITEM}>
                Settings
              </Link>
              <Link to="/shortcuts" className={MENU_ITEM}>
                Keyboard shortcuts
              </Link>
              <Form method="post" action="/sign-out">
                <button type="submit" className={MENU_ITEM}>
                  Sign out
                </button>
              </Form>
            </Menu>
            {canLaunch ? (
              <ButtonLink to="/launch" look="primary" prefetch="intent" className="h-8! px-3!">
                <PlusIcon className="size-4" /> Launch
              </ButtonLink>
            ) : null}
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto max-w-7xl px-4 pb-16 outline-none">
        {children}
      </main>
    </>
  );
}

function Initials({ name }: { name: string }) {
  const initials = name
    .split(/\s+/)
    .map((word) => word[0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();
  return (
    <span
      aria-hidden
      className="grid size-6 place-items-center rounded-full bg-hover font-semibold text-2xs text-text"
    >
      {initials}
    </span>
  );
}
