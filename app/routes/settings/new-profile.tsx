import { data, redirect } from "react-router";
import { tryServer } from "~/components/controls/try-server.ts";
import { useRefusalInSight } from "~/components/controls/use-refusal-in-sight.ts";
import { ProfileForm } from "~/components/profiles/profile-form.tsx";
import { formRefusal, postedProfile, profileInput, profileText } from "~/components/profiles/profile-text.ts";
import { can } from "../../../workers/domain/access.ts";
import { getPolicy } from "../../../workers/services/policy/policy.ts";
import { createProfile, listProfiles } from "../../../workers/services/sandboxes/profiles.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/new-profile.ts";

export const meta: Route.MetaFunction = () => [{ title: "New profile · Sandbar" }];

/** Begins as a copy of the default one, without its name. */
export async function loader({ context }: Route.LoaderArgs) {
  const services = pageContext(context);
  answered(can(services.viewer, "profiles.change"));
  const [profiles, policy] = await Promise.all([listProfiles(services), getPolicy(services)]);
  const { items } = answered(profiles);
  const model = items.find((profile) => profile.default) ?? items[0];
  const team = answered(policy);
  const text = model && { ...profileText({ ...model, policy: {} }, team), name: "", description: "" };
  return { team, text: text ?? postedProfile(new FormData()) };
}

export async function action({ request, context }: Route.ActionArgs) {
  const text = postedProfile(await request.formData());
  const input = profileInput(text);
  if (!input.ok) return data({ refusal: input.refusal, text }, { status: 400 });
  const made = await createProfile(pageContext(context), { name: text.name, ...input.value });
  if (made.ok) throw redirect("/settings/profiles");
  return data({ refusal: formRefusal(made.refusal), text }, { status: 400 });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function NewProfile({ loaderData, actionData }: Route.ComponentProps) {
  useRefusalInSight(actionData?.refusal);
  const text = actionData && "text" in actionData ? actionData.text : loaderData.text;
  return (
    <section aria-labelledby="profile-title" className="grid gap-5">
      <h2 id="profile-title" className="font-medium">
        New profile
      </h2>
      <ProfileForm
        text={text}
        opened={loaderData.text}
        team={loaderData.team}
        refusal={actionData?.refusal ?? null}
        isNew
      />
    </section>
  );
}
