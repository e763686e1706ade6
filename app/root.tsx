import { type ReactNode, useEffect } from "react";
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteLoaderData } from "react-router";
import type { Route } from "./+types/root.ts";
import "./app.css";
import { adjustClock, ServerTime } from "./components/controls/clock.ts";
import { ErrorPage, errorTitle } from "./components/frame/error-page.tsx";
import { themeOf } from "./components/frame/theme.ts";

export function loader({ request }: Route.LoaderArgs) {
  return { theme: themeOf(request.headers.get("cookie")), now: Date.now() };
}

export const meta: Route.MetaFunction = ({ error }) => [{ title: error ? errorTitle(error) : "Sandbar" }];

export function Layout({ children }: { children: ReactNode }) {
  const theme = useRouteLoaderData<typeof loader>("root")?.theme ?? "system";
  return (
    <html lang="en" data-theme={theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/sandbar-icon.svg" type="image/svg+xml" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

export default function App({ loaderData }: Route.ComponentProps) {
  useEffect(() => adjustClock(loaderData.now), [loaderData.now]);
  return (
    <ServerTime value={loaderData.now}>
      <Outlet />
    </ServerTime>
  );
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return (
    <main id="main" className="mx-auto max-w-7xl px-4">
      <ErrorPage error={error} />
    </main>
  );
}
