import { isRouteErrorResponse, useLocation } from "react-router";
import { Button, ButtonLink } from "../controls/button.tsx";

interface Team {
  readonly team_id: string;
  readonly name: string;
}

/** Those of the person's other teams in which the sandbox is that was not found; as the page's loader told. */
export function otherTeams(error: unknown): readonly Team[] {
  if (!isRouteErrorResponse(error)) return [];
  return (error.data as { teams?: readonly Team[] } | null)?.teams ?? [];
}

/** There is no such sandbox here, but there is in another team of theirs. */
export function InOtherTeam({ sandbox, teams }: { sandbox: string; teams: readonly Team[] }) {
  const { pathname, search } = useLocation();
  return (
    <div className="grid justify-items-start gap-3 py-24 sm:mx-auto sm:max-w-lg">
      <h1 className="font-semibold text-xl tracking-tight">Not in this team</h1>
      <p>
        There is no <strong className="break-all font-medium">{sandbox}</strong> here, but there is one in{" "}
        {teams.length === 1 ? (
          <strong className="font-medium">{teams[0]?.name}</strong>
        ) : (
          "other teams of yours"
        )}
        .
      </p>
      <form method="post" action="/switch-team" className="mt-2 flex flex-wrap gap-2">
        <input type="hidden" name="to" value={pathname + search} />
        {teams.map(({ team_id, name }) => (
          <Button key={team_id} type="submit" look="primary" name="team_id" value={team_id}>
            Switch to {name}
          </Button>
        ))}
        <ButtonLink to="/">Stay here</ButtonLink>
      </form>
    </div>
  );
}
