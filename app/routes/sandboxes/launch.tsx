import { data, redirect } from "react-router";
import { tryServer } from "~/components/controls/try-server.ts";
import { PageHeader } from "~/components/frame/page-header.tsx";
import { LaunchForm, type LaunchValues } from "~/components/launch/launch-form.tsx";
import { commandForField, commandOf } from "~/live/shells/offered-command-text.ts";
import { can } from "../../../workers/domain/access.ts";
import { refuse } from "../../../workers/domain/refusal.ts";
import { launchSandbox } from "../../../workers/services/launch/launch.ts";
import { listProfiles } from "../../../workers/services/sandboxes/profiles.ts";
import { listTemplates } from "../../../workers/services/sandboxes/templates.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/launch.ts";
import { launchInput, launchValues } from "./launch-values.ts";
import { suggestName } from "./suggest-name.ts";

export const meta: Route.MetaFunction = () => [{ title: "Launch a sandbox · Sandbar" }];

export async function loader({ context, url }: Route.LoaderArgs) {
  const services = pageContext(context);
  const allowed = can(services.viewer, "sandboxes.launch");
  answered(allowed.ok ? allowed : refuse(allowed.refusal));
  const [profiles, templates] = await Promise.all([listProfiles(services), listTemplates(services)]);
  const sizes = answered(profiles).items;
  const starts = answered(templates).items;
  const repository = url.searchParams.get("repository") ?? "";
  const template = url.searchParams.get("template") ?? starts.find((one) => one.default)?.name;
  const command = commandOf(url.search);
  const offered = command === null ? null : commandForField(command);
  const values: LaunchValues = {
    name: suggestName(crypto.getRandomValues(new Uint32Array(2))),
    source: repository ? "repository" : `template:${template}`,
    repository,
    ref: url.searchParams.get("ref") ?? "",
    profile: sizes.find((one) => one.default)?.name ?? "",
    command: offered?.text ?? "",
    env: [],
    idle_timeout_minutes: "",
    private: false,
  };
  return {
    values,
    commandNote:
      offered && (offered.problem ?? "The link that led here chose this command. Read it before you launch."),
    idempotency_key: crypto.randomUUID(),
    profiles: sizes.map(({ name, description }) => ({ name, description })),
    templates: starts.map(({ name, title, description }) => ({ name, title, description })),
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const values = launchValues(await request.formData());
  const launched = await launchSandbox(pageContext(context), launchInput(values));
  if (launched.ok) throw redirect(`/sandboxes/${launched.value.sandbox.name}`);
  // Another attempt is another launch: the refused one keeps its key, and its answer.
  return data({ refusal: launched.refusal, values, idempotency_key: crypto.randomUUID() }, { status: 400 });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function Launch({ loaderData, actionData }: Route.ComponentProps) {
  const refused = actionData && "values" in actionData ? actionData : null;
  return (
    <>
      <PageHeader
        title="Launch a sandbox"
        detail="Its files are saved as checkpoints; nothing is lost when it stops."
      />
      <LaunchForm
        values={refused?.values ?? loaderData.values}
        idempotencyKey={refused?.idempotency_key ?? loaderData.idempotency_key}
        profiles={loaderData.profiles}
        templates={loaderData.templates}
        refusal={actionData?.refusal ?? null}
        commandNote={loaderData.commandNote}
      />
    </>
  );
}
