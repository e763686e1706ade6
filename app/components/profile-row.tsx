import { Form } from "react-router";
import type { PolicySettings } from "../../workers/domain/policy-settings.ts";
import { Button, ButtonLink } from "./button.tsx";
import { type ListedProfile, limitsWords, overrideWords } from "./profile-words.ts";

interface ProfileRowProps {
  profile: ListedProfile;
  team: PolicySettings;
  mayChange: boolean;
  /** Why it can't be deleted; null when it can. */
  kept: string | null;
}

/** Deleting asks once more, in place. */
export function ProfileRow({ profile, team, mayChange, kept }: ProfileRowProps) {
  const { name } = profile;
  const overrides = overrideWords(profile.policy, team);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <h3 className="font-medium">
          {name}
          {profile.default ? (
            <span className="ml-2 font-normal text-muted text-xs">used when none is named</span>
          ) : null}
        </h3>
        {profile.description ? <p className="text-muted">{profile.description}</p> : null}
        <p className="mt-1 text-xs">{limitsWords(profile)}</p>
        {overrides.length > 0 ? (
          <ul className="mt-1 text-xs">
            {overrides.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        ) : (
          <p className="mt-1 text-muted text-xs">The team’s policy holds.</p>
        )}
        {mayChange && kept ? <p className="mt-1 text-muted text-xs">{kept}</p> : null}
      </div>
      {mayChange ? (
        <div className="flex items-center gap-2">
          <ButtonLink to={`/settings/profiles/${name}`} size="small" aria-label={`Edit ${name}`}>
            Edit
          </ButtonLink>
          {kept ? (
            <Button size="small" aria-disabled title={kept} aria-label={`Delete ${name}. ${kept}`}>
              Delete…
            </Button>
          ) : (
            <DeleteProfile name={name} />
          )}
        </div>
      ) : null}
    </li>
  );
}

function DeleteProfile({ name }: { name: string }) {
  return (
    <details className="relative">
      <summary
        aria-label={`Delete ${name}…`}
        className="inline-flex h-7 items-center rounded-md border border-edge px-2 font-medium text-xs hover:bg-hover"
      >
        Delete…
      </summary>
      <Form
        method="post"
        className="absolute right-0 z-10 mt-1 grid w-64 gap-2 rounded-lg border border-line bg-raised p-3 shadow-xl max-sm:right-auto max-sm:left-0"
      >
        <input type="hidden" name="name" value={name} />
        <p>
          Nobody can launch with it afterwards. Archives made with it stay; the team’s policy holds for them.
        </p>
        <Button
          type="submit"
          name="intent"
          value="delete"
          look="danger"
          size="small"
          aria-label={`Delete ${name} for good`}
        >
          Delete
        </Button>
      </Form>
    </details>
  );
}
