import { data, redirect } from "react-router";
import { tryServer } from "~/components/controls/try-server.ts";
import { useRefusalInSight } from "~/components/controls/use-refusal-in-sight.ts";
import { isClash, openedAfterClash, PROFILE_CLASH } from "~/components/profiles/profile-clash.ts";
import { ProfileForm } from "~/components/profiles/profile-form.tsx";
import {
  changedProfile,
  formRefusal,
  postedProfile,
  profileInput,
  profileText,
} from "~/components/profiles/profile-text.ts";
import { can, notFound } from "../../../workers/domain/access.ts";
import { refuse } from "../../../workers/domain/refusal.ts";
import type { ServiceContext } from "../../../workers/services/context.ts";
import { getPolicy } from "../../../workers/services/policy/policy.ts";
import {
  listProfiles,
  type ProfileBody,
  patchProfile,
} from "../../../workers/services/sandboxes/profiles.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/profile.ts";

export const meta: Route.MetaFunction = ({ params }) => [{ title: `${params.profile} · Profiles · Sandbar` }];

export async function loader({ context, params }: Route.LoaderArgs) {
  const services = pageContext(context);
  answered(can(services.viewer, "profiles.change"));
  const [profile, policy] = await Promise.all([find(services, params.profile), getPolicy(services)]);
  const team = answered(policy);
  return { team, text: profileText(profile, team) };
}

export async function action({ request, context, params }: Route.ActionArgs) {
  const services = pageContext(context);
  const form = await request.formData();
  const text = { ...postedProfile(form), name: params.profile };
  const input = profileInput(text);
  if (!input.ok) return data({ refusal: input.refusal, text, opened: null }, { status: 400 });
  const before = postedProfile(new URLSearchParams(String(form.get("opened"))));
  const opened = profileInput(before);
  if (!opened.ok) return data({ refusal: opened.refusal, text, opened: null }, { status: 400 });
  const change = changedProfile(opened.value, input.value);
  const [found, team] = await Promise.all([find(services, params.profile), getPolicy(services)]);
  const now = profileText(found, answered(team));
  const current = profileInput(now);
  if (current.ok && isClash(change, changedProfile(opened.value, current.value))) {
    const stands = openedAfterClash(before, text, now);
    return data({ refusal: PROFILE_CLASH, text, opened: stands }, { status: 409 });
  }
  const changed = await patchProfile(services, { name: params.profile, ...change });
  if (changed.ok) throw redirect("/settings/profiles");
  return data({ refusal: formRefusal(changed.refusal), text, opened: null }, { status: 400 });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function EditProfile({ loaderData, actionData, params }: Route.ComponentProps) {
  useRefusalInSight(actionData?.refusal);
  const text = actionData && "text" in actionData ? actionData.text : loaderData.text;
  return (
    <section aria-labelledby="profile-title" className="grid gap-5">
      <h2 id="profile-title" className="font-medium">
        Profile {params.profile}
      </h2>
      <ProfileForm
        text={text}
        opened={loaderData.text}
        found={actionData && "opened" in actionData ? actionData.opened : null}
        team={loaderData.team}
        refusal={actionData?.refusal ?? null}
        isNew={false}
      />
    </section>
  );
}

async function find(services: ServiceContext, name: string): Promise<ProfileBody> {
  const found = answered(await listProfiles(services)).items.find((profile) => profile.name === name);
  return answered<ProfileBody>(found ? { ok: true, value: found } : refuse(notFound("profile")));
}
