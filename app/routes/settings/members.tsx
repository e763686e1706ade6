import { data, useNavigation } from "react-router";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { useRefusalInSight } from "~/components/controls/use-refusal-in-sight.ts";
import { useReloadEvery } from "~/components/controls/use-reload-every.ts";
import { InviteList } from "~/components/team/invite-list.tsx";
import { MemberRow } from "~/components/team/member-row.tsx";
import { NewInvite } from "~/components/team/new-invite.tsx";
import { can } from "../../../workers/domain/access.ts";
import { rolesGivenBy } from "../../../workers/domain/people/team-roles.ts";
import { listInvites } from "../../../workers/services/team/manage-invites.ts";
import { listMembers, sandboxCounts } from "../../../workers/services/team/members.ts";
import { answered } from "../page/answer.ts";
import { reloadWhenGone, statusOfRefusal } from "../page/gone-meanwhile.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/members.ts";
import { runMemberCommand } from "./member-command.ts";

export const meta: Route.MetaFunction = () => [{ title: "Members · Sandbar" }];

/** Others invite, join and leave while it is looked at. */
const RELOAD_MS = 15_000;

export async function loader({ context }: Route.LoaderArgs) {
  const services = pageContext(context);
  const { user_id, role } = services.viewer;
  const mayManage = can(services.viewer, "members.manage").ok;
  const [members, counts, invites] = await Promise.all([
    listMembers(services),
    mayManage ? sandboxCounts(services) : null,
    mayManage ? listInvites(services) : null,
  ]);
  return {
    me: { user_id, role },
    mayManage,
    members: answered(members).items,
    counts: counts ? answered(counts) : {},
    invites: invites ? answered(invites).items : [],
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const answer = await runMemberCommand(pageContext(context), await request.formData());
  return data(answer, { status: answer.refusal ? statusOfRefusal(answer.refusal) : answer.made ? 201 : 200 });
}

export const shouldRevalidate = reloadWhenGone;

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function Members({ loaderData, actionData }: Route.ComponentProps) {
  const { me, mayManage, members, counts, invites } = loaderData;
  useRefusalInSight(actionData?.refusal);
  const busy = useNavigation().state === "submitting";
  useReloadEvery(RELOAD_MS);
  const made = actionData && "made" in actionData ? actionData.made : null;
  const done = actionData && "done" in actionData ? actionData.done : null;
  const refusal = actionData?.refusal ?? null;
  const about = actionData && "about" in actionData ? actionData.about : null;
  return (
    <div className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-6">
      <section aria-labelledby="members-title" className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <div>
          <h2 id="members-title" className="font-medium">
            Members
          </h2>
          <p className="mt-1 text-muted">
            {members.length === 1 ? "One person is" : `${members.length} people are`} in this team.
            {mayManage ? "" : " Admins and owners invite others, and change what they may do."}
          </p>
        </div>
        <RefusalNote refusal={about === "invite" ? null : refusal} />
        {done ? (
          <p role="status" className="rounded-lg border border-current p-3 text-ok tinted">
            <span className="text-text">{done}</span>
          </p>
        ) : null}
        <ul className="panel divide-y divide-line">
          {members.map((member) => (
            <MemberRow
              key={member.user_id}
              member={member}
              me={me}
              members={members}
              sandboxes={counts[member.user_id] ?? 0}
              mayManage={mayManage}
            />
          ))}
        </ul>
      </section>
      {mayManage ? (
        <section aria-labelledby="invites-title" className="grid grid-cols-[minmax(0,1fr)] gap-3">
          <h2 id="invites-title" className="font-medium">
            Invites
          </h2>
          <NewInvite
            key={made?.url}
            roles={rolesGivenBy(me.role)}
            made={made}
            refusal={about === "invite" ? refusal : null}
            busy={busy}
          />
          <InviteList invites={invites} />
        </section>
      ) : null}
    </div>
  );
}
