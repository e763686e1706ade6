import { Plus } from "lucide-react";
import { data } from "react-router";
import { ButtonLink } from "~/components/controls/button.tsx";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { ProfileRow } from "~/components/profiles/profile-row.tsx";
import { keptWords } from "~/components/profiles/profile-words.ts";
import { can } from "../../../workers/domain/access.ts";
import { getPolicy } from "../../../workers/services/policy/policy.ts";
import { profileUses } from "../../../workers/services/sandboxes/profile-uses.ts";
import { deleteProfile, listProfiles } from "../../../workers/services/sandboxes/profiles.ts";
import { answered, refusalOf } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/profiles.ts";

export const meta: Route.MetaFunction = () => [{ title: "Profiles · Sandbar" }];

export async function loader({ context }: Route.LoaderArgs) {
  const services = pageContext(context);
  const [profiles, policy, uses] = await Promise.all([
    listProfiles(services),
    getPolicy(services),
    profileUses(services),
  ]);
  return {
    uses: answered(uses),
    items: answered(profiles).items,
    team: answered(policy),
    mayChange: can(services.viewer, "profiles.change").ok,
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const form = await request.formData();
  const refusal = refusalOf(await deleteProfile(pageContext(context), { name: String(form.get("name")) }));
  return data({ refusal }, { status: refusal ? 400 : 200 });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function Profiles({ loaderData, actionData }: Route.ComponentProps) {
  const { items, team, uses, mayChange } = loaderData;
  return (
    <section aria-labelledby="profiles-title" className="grid max-w-3xl gap-4">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          <h2 id="profiles-title" className="font-medium">
            Profiles
          </h2>
          <p className="mt-1 text-muted">
            Sizes to launch with. A profile may also have clocks of its own, instead of the team’s.
            {mayChange ? "" : " Only admins change them."}
          </p>
        </div>
        {mayChange ? (
          <ButtonLink to="/settings/new-profile" look="primary">
            <Plus className="size-4" aria-hidden /> New profile
          </ButtonLink>
        ) : null}
      </div>
      <RefusalNote refusal={actionData?.refusal} />
      <ul className="panel divide-y divide-line">
        {items.map((profile) => (
          <ProfileRow
            key={profile.name}
            profile={profile}
            team={team}
            mayChange={mayChange}
            kept={keptWords(profile, uses[profile.name] ?? [])}
          />
        ))}
      </ul>
    </section>
  );
}
