import { data } from "react-router";
import { ButtonLink } from "~/components/controls/button.tsx";
import { EmptyState } from "~/components/controls/empty-state.tsx";
import { BoxIcon, SearchIcon } from "~/components/controls/icons.tsx";
import { moveBetweenRows } from "~/components/controls/move-between-rows.ts";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { OfflineNote } from "~/components/frame/offline-note.tsx";
import { PageHeader } from "~/components/frame/page-header.tsx";
import { BulkBar } from "~/components/sandboxes/bulk-bar.tsx";
import { type Filters, ListFilters } from "~/components/sandboxes/list-filters.tsx";
import { SandboxList } from "~/components/sandboxes/sandbox-list.tsx";
import { useLiveList } from "~/components/sandboxes/use-live-list.ts";
import { can } from "../../../workers/domain/access.ts";
import type { SummaryBody } from "../../../workers/domain/sandbox/bodies.ts";
import { STATES } from "../../../workers/domain/sandbox.ts";
import { listSandboxes } from "../../../workers/services/sandboxes/list-sandboxes.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/sandboxes.ts";
import { runForEach } from "./bulk.ts";

export const meta: Route.MetaFunction = () => [{ title: "Sandboxes · Sandbar" }];

export async function loader({ context, url }: Route.LoaderArgs) {
  const services = pageContext(context);
  const query = url.searchParams;
  const filters: Filters = {
    state: query.get("state") ?? "",
    owner: query.get("owner") ?? "",
    q: query.get("q") ?? "",
  };
  const cursor = query.get("cursor") ?? undefined;
  const asked = {
    state: STATES.find((state) => state === filters.state),
    owner: filters.owner || undefined,
    q: filters.q || undefined,
  };
  const plain = !cursor && !asked.state && !asked.owner && !asked.q;
  const [page, attention] = await Promise.all([
    listSandboxes(services, { ...asked, cursor }).then(answered),
    plain ? listSandboxes(services, { state: "error", limit: 5 }).then(answered) : null,
  ]);
  return {
    page,
    attention: attention?.items ?? [],
    filters,
    cursor,
    mayLaunch: can(services.viewer, "sandboxes.launch").ok,
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const form = await request.formData();
  const refusal = await runForEach(pageContext(context), String(form.get("intent")), form.getAll("name"));
  return data({ refusal }, { status: refusal ? 409 : 200 });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function Sandboxes({ loaderData, actionData }: Route.ComponentProps) {
  const { filters, cursor, attention, mayLaunch } = loaderData;
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== ""));
  const older = new URLSearchParams(query);
  if (cursor) query.set("cursor", cursor);
  const { items, next_cursor, offline, refresh } = useLiveList(loaderData.page, `/api/v1/sandboxes?${query}`);
  if (next_cursor) older.set("cursor", next_cursor);
  const filtered = filters.state !== "" || filters.owner !== "" || filters.q !== "";
  const elsewhere = attention.filter(({ id }) => !items.some((item) => item.id === id));
  return (
    <>
      <PageHeader title="Sandboxes" />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys move between the rows' links, which are the controls */}
      <div className="list grid gap-3" onKeyDown={moveBetweenRows}>
        <ListFilters filters={filters} />
        {offline ? <OfflineNote onRetry={refresh} /> : null}
        <RefusalNote refusal={actionData?.refusal} />
        {elsewhere.length > 0 ? (
          <SandboxList label="Needs attention" items={elsewhere} selectable={mayLaunch} />
        ) : null}
        {items.length > 0 ? (
          <SandboxList items={attentionFirst(items)} selectable={mayLaunch} />
        ) : filtered || cursor ? (
          <EmptyState
            icon={<SearchIcon />}
            title="Nothing matches"
            actions={<ButtonLink to="/">Show all sandboxes</ButtonLink>}
          >
            No sandbox of the team fits these filters.
          </EmptyState>
        ) : (
          <FirstSandbox mayLaunch={mayLaunch} />
        )}
        {next_cursor || cursor ? (
          <nav aria-label="Pages" className="flex justify-center gap-2 pt-1">
            {cursor ? <ButtonLink to="/">Newest</ButtonLink> : null}
            {next_cursor ? <ButtonLink to={`/?${older}`}>Older</ButtonLink> : null}
          </nav>
        ) : null}
        {mayLaunch ? <BulkBar /> : null}
      </div>
    </>
  );
}

/** What failed comes first, then what is held back, then what ends soon; otherwise the order stays (newest first). */
function attentionFirst(items: readonly SummaryBody[]): SummaryBody[] {
  const rank = ({ error_reason, teardown, operation }: SummaryBody) =>
    error_reason ? 0 : operation ? 3 : teardown.blockers.length > 0 ? 1 : teardown.warned_at ? 2 : 3;
  return [...items].sort((a, b) => rank(a) - rank(b));
}

function FirstSandbox({ mayLaunch }: { mayLaunch: boolean }) {
  return (
    <EmptyState
      icon={<BoxIcon />}
      title="No sandboxes yet"
      actions={
        mayLaunch ? (
          <ButtonLink to="/launch" look="primary">
            Launch the first one
          </ButtonLink>
        ) : null
      }
    >
      A sandbox is a place to run code that is kept apart from everything else: with a terminal, its files
      saved as checkpoints, and torn down without losing work.
    </EmptyState>
  );
}
