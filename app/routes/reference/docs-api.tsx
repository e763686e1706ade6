import { Link, NavLink, Outlet } from "react-router";
import { Brand } from "~/components/frame/brand.tsx";
import { useCurrentInSight } from "~/components/frame/use-current-in-sight.ts";
import { referenceIndex } from "../../../workers/api/reference.ts";
import { readContext } from "../../../workers/http/context.ts";
import type { Route } from "./+types/docs-api.ts";

export const meta: Route.MetaFunction = () => [{ title: "API reference · Sandbar" }];

/** Open to everybody, as the document is that it is made of: it says nothing about this deployment but its address. */
export async function loader({ context }: Route.LoaderArgs) {
  const { env } = readContext(context);
  const { version, groups } = referenceIndex(new URL(env.PUBLIC_URL).origin);
  return { version, groups: groups.map(({ slug, name }) => ({ slug, name })) };
}

/** It is the same for as long as the page is open. */
export function shouldRevalidate() {
  return false;
}

const LINK = "flex h-8 items-center whitespace-nowrap rounded-md px-2 focus-visible:-outline-offset-2";

export default function ApiDocs({ loaderData: { version, groups } }: Route.ComponentProps) {
  const links = useCurrentInSight<HTMLUListElement>();
  const look = ({ isActive }: { isActive: boolean }) =>
    `${LINK} ${isActive ? "bg-hover font-medium text-text" : "text-muted hover:text-text"}`;
  return (
    <>
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-md bg-accent px-3 py-2 text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <header className="border-line border-b">
        <div className="mx-auto flex h-12 max-w-7xl items-center gap-2 px-4">
          <Link to="/" className="flex items-center gap-2 rounded font-semibold">
            <Brand className="size-5 shrink-0" /> Sandbar
          </Link>
          <span className="text-muted">API {version}</span>
        </div>
      </header>
      <div className="mx-auto grid max-w-7xl gap-6 px-4 pt-6 pb-16 md:grid-cols-[11rem_minmax(0,1fr)] md:gap-8">
        <nav aria-label="API reference" className="min-w-0 md:sticky md:top-4 md:self-start">
          <ul ref={links} className="flex gap-1 overflow-x-auto md:grid md:gap-0.5">
            <li>
              <NavLink to="/docs/api" end className={look}>
                Overview
              </NavLink>
            </li>
            {groups.map(({ slug, name }) => (
              <li key={slug}>
                <NavLink to={`/docs/api/${slug}`} prefetch="intent" className={look}>
                  {name}
                </NavLink>
              </li>
            ))}
          </ul>
        </nav>
        <main id="main" tabIndex={-1} className="min-w-0 outline-none">
          <Outlet />
        </main>
      </div>
    </>
  );
}
