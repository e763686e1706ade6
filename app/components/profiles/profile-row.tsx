import type { PolicySettings } from "../../../workers/domain/policy/policy-settings.ts";
import { Button, ButtonLink } from "../controls/button.tsx";
import { ConfirmForm } from "../controls/confirm-form.tsx";
import { keepsPlace } from "../controls/keeps-place.ts";
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
    <li ref={keepsPlace} className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
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
    <ConfirmForm words="Delete" intent="delete" subject={name} fields={{ name }} danger>
      Nobody can launch with it afterwards. Archives made with it stay; the team’s policy holds for them.
    </ConfirmForm>
  );
}
