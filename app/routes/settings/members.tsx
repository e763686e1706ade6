import { data, useNavigation } from "react-router";
import { EmptyState } from "~/components/controls/empty-state.tsx";
import { SearchIcon } from "~/components/controls/icons.tsx";
import { Pages } from "~/components/controls/pages.tsx";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { SearchForm } from "~/components/controls/search-form.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { useRefusalInSight } from "~/components/controls/use-refusal-in-sight.ts";
import { useReloadEvery } from "~/components/controls/use-reload-every.ts";
import { InviteList } from "~/components/team/invite-list.tsx";
import { MemberRemoval } from "~/components/team/member-removal.tsx";
import { MemberRow } from "~/components/team/member-row.tsx";
import { NewInvite } from "~/components/team/new-invite.tsx";
import { can } from "../../../workers/domain/access.ts";
import { rolesGivenBy } from "../../../workers/domain/people/team-roles.ts";
import { listInvites } from "../../../workers/services/team/manage-invites.ts";
import { listMemberPage, removalOf } from "../../../workers/services/team/member-page.ts";
import { answered } from "../page/answer.ts";
import { reloadWhenGone, statusOfRefusal } from "../page/gone-meanwhile.ts";
import { listAddress, listQuery } from "../page/list-query.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/members.ts";
import { runMemberCommand } from "./member-command.ts";

export const meta: Route.MetaFunction = () => [{ title: "Members · Sandbar" }];

/** Others invite, join and leave while it is looked at. */
const RELOAD_MS = 15_000;

export async function loader({ context, url }: Route.LoaderArgs) {
  const services = pageContext(context);
  const { user_id, role } = services.viewer;
  const mayManage = can(services.viewer, "members.manage").ok;
  const query = listQuery(url);
  const remove = url.searchParams.get("remove");
  const [page, removal, invites] = await Promise.all([
    listMemberPage(services, query),
    remove ? removalOf(services, remove) : null,
    mayManage ? listInvites(services) : null,
  ]);
  return {
    me: { user_id, role },
    mayManage,
    query,
    page: answered(page),
    removal,
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
  const { me, mayManage, query, page, removal, invites } = loaderData;
  useRefusalInSight(actionData?.refusal);
  const busy = useNavigation().state === "submitting";
  useReloadEvery(RELOAD_MS);
  const here = { q: query.q, cursor: query.cursor };
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
            {page.members === 1 ? "One person is" : `${page.members} people are`} in this team.
            {mayManage ? "" : " Admins and owners invite others, and change what they may do."}
          </p>
        </div>
        <RefusalNote refusal={about === "invite" ? null : refusal} />
        {done ? (
          <p role="status" className="rounded-lg border border-current p-3 text-ok tinted">
            <span className="text-text">{done}</span>
          </p>
        ) : null}
        {removal ? (
          <MemberRemoval key={removal.user_id} removal={removal} me={me.user_id} back={listAddress(here)} />
        ) : null}
        {query.q || page.items.length < page.members ? (
          <SearchForm label={mayManage ? "Search by name or email" : "Search by name"} q={query.q} />
        ) : null}
        {page.items.length === 0 ? (
          <EmptyState icon={<SearchIcon />} title="Nobody matches">
            Nobody in this team is called so. Whoever is invited shows here once they have joined.
          </EmptyState>
        ) : (
          <ul aria-label="Members" className="panel divide-y divide-line">
            {page.items.map((member) => (
              <MemberRow
                key={member.user_id}
                member={member}
                me={me}
                sandboxes={member.sandboxes}
                oneOwner={page.owners === 1}
                mayManage={mayManage}
                removal={listAddress({ ...here, remove: member.user_id })}
              />
            ))}
          </ul>
        )}
        <Pages
          first={query.cursor ? listAddress({ q: query.q }) : null}
          next={page.next_cursor && listAddress({ q: query.q, cursor: page.next_cursor })}
        />
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
