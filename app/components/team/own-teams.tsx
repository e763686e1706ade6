import { Form } from "react-router";
import type { Role } from "../../../workers/domain/access.ts";
import { TEAM_NAME_MAX_LENGTH } from "../../../workers/domain/people/account.ts";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { Button, SubmitButton } from "../controls/button.tsx";
import { TextField } from "../controls/field.tsx";
import { fieldError, RefusalNote } from "../controls/refusal-note.tsx";
import { ROLE_LABEL } from "./role-words.ts";

interface OwnTeamsProps {
  teams: readonly { team_id: string; name: string; role: Role; current: boolean }[];
  mayCreate: boolean;
  refusal: Refusal | null;
  busy: boolean;
}

/** Every team of the person: where they are, the way to the others, and making another one. */
export function OwnTeams({ teams, mayCreate, refusal, busy }: OwnTeamsProps) {
  return (
    <section aria-labelledby="own-teams-title" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div>
        <h2 id="own-teams-title" className="font-medium">
          Your teams
        </h2>
        <p className="mt-1 text-muted">Each has its own sandboxes, policy, profiles and members.</p>
      </div>
      <ul className="panel divide-y divide-line">
        {teams.map(({ team_id, name, role, current }) => (
          <li key={team_id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
            <p className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2 font-medium">
              <span className="wrap-anywhere">{name}</span>
              <span className="font-normal text-muted text-xs">{ROLE_LABEL[role]}</span>
            </p>
            {current ? (
              <span className="text-muted">You are here</span>
            ) : (
              <Form method="post" action="/switch-team" reloadDocument>
                <Button
                  type="submit"
                  size="small"
                  name="team_id"
                  value={team_id}
                  aria-label={`Switch to ${name}`}
                >
                  Switch
                </Button>
              </Form>
            )}
          </li>
        ))}
      </ul>
      {mayCreate ? (
        <details className="panel p-4" id="new-team" open={refusal !== null || undefined}>
          <summary className="font-medium text-accent">New team…</summary>
          <Form method="post" className="grid gap-4 pt-4">
            <RefusalNote refusal={refusal?.field ? null : refusal} />
            <TextField
              label="Name of the new team"
              name="name"
              required
              maxLength={TEAM_NAME_MAX_LENGTH}
              autoComplete="off"
              hint="You are its owner, and alone in it at first."
              error={fieldError(refusal, "name")}
            />
            <div>
              <SubmitButton busy={busy} busyLabel="Making…" name="intent" value="create">
                Make the team
              </SubmitButton>
            </div>
          </Form>
        </details>
      ) : null}
    </section>
  );
}
