import { useLocation } from "react-router";
import { Button, ButtonLink } from "../controls/button.tsx";
import { Brand } from "./brand.tsx";
import type { TeamHere } from "./use-team-elsewhere.ts";

/** Instead of a page whose team this browser has left in another tab: it must not act on the other team. */
export default function TeamElsewhere({ here, now }: { here: TeamHere; now: TeamHere }) {
  const { pathname, search } = useLocation();
  return (
    <main
      id="main"
      className="mx-auto grid min-h-dvh max-w-lg content-center justify-items-start gap-4 px-5 py-12"
    >
      <Brand className="size-9" />
      <div role="status">
        <h1 className="font-semibold text-xl tracking-tight">You are in {now.name} now</h1>
        <p className="mt-1 text-muted">
          You switched teams in another tab. This page is {here.name}’s, so it waits here and does nothing.
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <form method="post" action="/switch-team">
          <input type="hidden" name="to" value={pathname + search} />
          <Button type="submit" look="primary" name="team_id" value={here.team_id}>
            Back to {here.name}
          </Button>
        </form>
        <ButtonLink to="/" reloadDocument>
          Go on in {now.name}
        </ButtonLink>
      </div>
    </main>
  );
}
