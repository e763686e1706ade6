import { lazy, Suspense, useRef, useState } from "react";
import { Outlet, type ShouldRevalidateFunctionArgs, useNavigate, useRouteLoaderData } from "react-router";
import { ErrorPage } from "~/components/frame/error-page.tsx";
import { NavShell } from "~/components/frame/nav-shell.tsx";
import { useShortcuts } from "~/components/frame/shortcuts.ts";
import { TypeAhead } from "~/components/frame/type-ahead.tsx";
import { useTeamElsewhere } from "~/components/frame/use-team-elsewhere.ts";
import type { loader as rootLoader } from "~/root.tsx";
import { me } from "../../workers/services/accounts/me.ts";
import { listTeams } from "../../workers/services/team/teams.ts";
import type { Route } from "./+types/signed-in.ts";
import { pageContext, requireViewer } from "./page/page-context.ts";

const TeamElsewhere = lazy(() => import("~/components/frame/team-elsewhere.tsx"));
const CommandPalette = lazy(() => import("~/components/frame/command-palette.tsx"));

export const middleware: Route.MiddlewareFunction[] = [requireViewer];

export async function loader({ context }: Route.LoaderArgs) {
  const services = pageContext(context);
  const [{ user, team, abilities }, teams] = await Promise.all([me(services), listTeams(services)]);
  return {
    viewer: { name: user.name, team: team.name },
    team,
    teams: teams.items.filter(({ current }) => !current),
    mayLaunch: abilities.includes("sandboxes.launch"),
  };
}

/** The person and the team stay the same while a page is open; polling must not ask for them again. */
export function shouldRevalidate({ formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) {
  return formMethod !== undefined && defaultShouldRevalidate;
}

export default function SignedIn({ loaderData }: Route.ComponentProps) {
  return (
    <Frame {...loaderData}>
      <Outlet />
    </Frame>
  );
}

/** Errors below show inside the product, so the way on is in sight. */
export function ErrorBoundary({ error, loaderData }: Route.ErrorBoundaryProps) {
  if (!loaderData) {
    return (
      <main id="main" className="px-4">
        <ErrorPage error={error} />
      </main>
    );
  }
  return (
    <Frame {...(loaderData as Route.ComponentProps["loaderData"])}>
      <ErrorPage error={error} />
    </Frame>
  );
}

function Frame({
  viewer,
  team,
  teams,
  mayLaunch,
  children,
}: Route.ComponentProps["loaderData"] & { children: React.ReactNode }) {
  const navigate = useNavigate();
  const theme = useRouteLoaderData<typeof rootLoader>("root")?.theme ?? "system";
  const [palette, setPalette] = useState(false);
  const typed = useRef("");
  const elsewhere = useTeamElsewhere(team);
  useShortcuts((id) => {
    if (elsewhere) return;
    if (id === "palette") setPalette((open) => !open);
    else if (id === "search") document.getElementById("list-search")?.focus();
    else navigate({ launch: "/launch", home: "/", settings: "/settings", help: "/shortcuts" }[id]);
  });
  // Nothing of the page goes on by itself either: what it would ask for now is the other team's.
  if (elsewhere) {
    return (
      <Suspense>
        <TeamElsewhere here={team} now={elsewhere} />
      </Suspense>
    );
  }
  return (
    <>
      <NavShell
        viewer={viewer}
        teams={teams}
        canLaunch={mayLaunch}
        theme={theme}
        onSearch={() => setPalette(true)}
      >
        {children}
      </NavShell>
      {palette ? (
        <Suspense fallback={<TypeAhead typed={typed} />}>
          <CommandPalette typed={typed} mayLaunch={mayLaunch} onClose={() => setPalette(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
