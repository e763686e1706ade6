import { data, redirect, useNavigation } from "react-router";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { useRefusalInSight } from "~/components/controls/use-refusal-in-sight.ts";
import { HandOver } from "~/components/team/hand-over.tsx";
import { LeaveTeam } from "~/components/team/leave-team.tsx";
import { OwnTeams } from "~/components/team/own-teams.tsx";
import { TeamName } from "~/components/team/team-name.tsx";
import { can } from "../../../workers/domain/access.ts";
import { listMembers } from "../../../workers/services/team/members.ts";
import { createTeam, listTeams, renameTeam, switchTeam } from "../../../workers/services/team/teams.ts";
import { answered, refusalOf } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/team.ts";
import { runMemberCommand } from "./member-command.ts";

export const meta: Route.MetaFunction = () => [{ title: "Team · Sandbar" }];

export async function loader({ context }: Route.LoaderArgs) {
  const services = pageContext(context);
  const { viewer } = services;
  const [teams, members] = await Promise.all([listTeams(services), listMembers(services)]);
  return {
    me: { user_id: viewer.user_id, role: viewer.role },
    teams: teams.items,
    members: answered(members).items,
    mayRename: can(viewer, "team.change").ok,
    mayHandOver: can(viewer, "team.transfer").ok,
    mayCreate: can(viewer, "teams.create").ok,
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const services = pageContext(context);
  const form = await request.formData();
  const intent = String(form.get("intent"));
  const name = String(form.get("name") ?? "");
  if (intent === "rename") {
    const refusal = refusalOf(await renameTeam(services, { name }));
    return data(
      { refusal, intent, done: refusal ? null : "The team is renamed." },
      { status: refusal ? 400 : 200 },
    );
  }
  if (intent === "create") {
    const made = await createTeam(services, { name });
    if (!made.ok) return data({ refusal: made.refusal, intent, done: null }, { status: 400 });
    answered(await switchTeam(services, { team_id: made.value.team_id }));
    throw redirect("/settings/team");
  }
  const { refusal, done } = await runMemberCommand(services, form);
  return data({ refusal, intent, done }, { status: refusal ? 400 : 200 });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function Team({ loaderData, actionData }: Route.ComponentProps) {
  const { me, teams, members, mayRename, mayHandOver, mayCreate } = loaderData;
  useRefusalInSight(actionData?.refusal);
  const busy = useNavigation().state === "submitting";
  const intent = actionData && "intent" in actionData ? actionData.intent : null;
  const done = actionData && "done" in actionData ? actionData.done : null;
  const refusal = actionData?.refusal ?? null;
  const about = (of: string) => (intent === of ? refusal : null);
  const current = teams.find((team) => team.current);
  const name = current?.name ?? "";
  return (
    <div className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-8">
      <section aria-labelledby="team-title" className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <h2 id="team-title" className="wrap-anywhere font-medium">
          {name}
        </h2>
        {intent === "rename" || intent === "create" ? null : <RefusalNote refusal={refusal} />}
        {done ? (
          <p role="status" className="rounded-lg border border-current p-3 text-ok tinted">
            <span className="text-text">{done}</span>
          </p>
        ) : null}
        <TeamName key={name} name={name} mayRename={mayRename} refusal={about("rename")} busy={busy} />
      </section>
      <OwnTeams teams={teams} mayCreate={mayCreate} refusal={about("create")} busy={busy} />
      {mayHandOver ? <HandOver me={me} members={members} /> : null}
      <LeaveTeam team={name} me={me} members={members} />
    </div>
  );
}
