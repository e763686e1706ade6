import { data, Form } from "react-router";
import { Button } from "~/components/controls/button.tsx";
import { EmptyState } from "~/components/controls/empty-state.tsx";
import { SearchIcon } from "~/components/controls/icons.tsx";
import { Pages } from "~/components/controls/pages.tsx";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { SearchForm } from "~/components/controls/search-form.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { useReloadEvery } from "~/components/controls/use-reload-every.ts";
import { HoursChart } from "~/components/usage/hours-chart.tsx";
import { OwnerRow } from "~/components/usage/owner-row.tsx";
import { ownersShown } from "~/components/usage/owners-shown.ts";
import { PeakChart } from "~/components/usage/peak-chart.tsx";
import { hoursSeries } from "~/components/usage/series.ts";
import { StorageChart } from "~/components/usage/storage-chart.tsx";
import { can } from "../../../workers/domain/access.ts";
import { changeMemberQuota } from "../../../workers/services/team/member-quota.ts";
import { getUsage } from "../../../workers/services/team/usage.ts";
import { answered, refusalOf } from "../page/answer.ts";
import { listAddress, listQuery } from "../page/list-query.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/usage.ts";

export const meta: Route.MetaFunction = () => [{ title: "Usage · Sandbar" }];

const PERIODS = [7, 30, 90] as const;
const PERIOD_DEFAULT = 30;

export async function loader({ context, url }: Route.LoaderArgs) {
  const services = pageContext(context);
  const wanted = Number(url.searchParams.get("days"));
  const days = PERIODS.find((period) => period === wanted) ?? PERIOD_DEFAULT;
  const usage = answered(await getUsage(services, { days }));
  const query = listQuery(url);
  return {
    team: usage.team,
    // Of each owner every day there would be as many numbers as a large team's page has of anything else.
    byDay: usage.days.map(({ day, peak, stored_bytes }) => ({ day, peak, stored_bytes })),
    series: hoursSeries(usage),
    page: ownersShown(usage.owners, query),
    owners: usage.owners.length,
    query,
    days,
    mayManage: can(services.viewer, "members.manage").ok,
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const form = await request.formData();
  const typed = String(form.get("max_active") ?? "").trim();
  const changed = await changeMemberQuota(pageContext(context), {
    user_id: String(form.get("user_id") ?? ""),
    max_active: typed === "" ? null : Number(typed),
  });
  return data({ refusal: refusalOf(changed) }, { status: changed.ok ? 200 : 400 });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function Usage({ loaderData, actionData }: Route.ComponentProps) {
  const { team, byDay, series, page, owners, query, days, mayManage } = loaderData;
  const { q, cursor } = query;
  const period = days === PERIOD_DEFAULT ? null : String(days);
  useReloadEvery(60_000);
  return (
    <section aria-labelledby="usage-title" className="grid max-w-4xl grid-cols-[minmax(0,1fr)] gap-5">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 id="usage-title" className="font-medium">
            Usage
          </h2>
          <p className="mt-1 text-muted">
            {mayManage
              ? "Hours, places and storage of everybody in the team. Days are UTC."
              : "Your own hours, places and storage, and everybody else’s added up. Days are UTC."}
          </p>
        </div>
        <Form method="get" className="flex gap-1.5" aria-label="Period">
          {PERIODS.map((choice) => (
            <Button
              key={choice}
              type="submit"
              size="small"
              name="days"
              value={choice}
              look={choice === days ? "outline" : "quiet"}
              aria-pressed={choice === days}
            >
              {choice} days
            </Button>
          ))}
        </Form>
      </div>
      <PeakChart days={byDay} team={team} />
      <HoursChart days={byDay} series={series} />
      <StorageChart days={byDay} team={team} />
      <section aria-labelledby="places-title" className="grid gap-2">
        <h3 id="places-title" className="font-medium">
          Places and members
        </h3>
        <p className="text-muted">
          {team.active} of the team’s {team.max_active} places are taken now. Who has none left launches
          nothing until one is free.
        </p>
        {/* Without JavaScript; else the row itself tells it. */}
        <RefusalNote refusal={actionData?.refusal} />
        {q || page.owners.length < owners ? (
          <SearchForm label="Search by name" q={q} kept={period ? { days: period } : {}} />
        ) : null}
        {page.owners.length === 0 ? (
          <EmptyState icon={<SearchIcon />} title="Nobody matches">
            Nobody who has sandboxes here, or may have some, is called so.
          </EmptyState>
        ) : (
          <ul aria-label="Places and members" className="panel divide-y divide-line">
            {page.owners.map((owner) => (
              <OwnerRow
                key={owner.user_id ?? "others"}
                owner={owner}
                mayManage={mayManage}
                policyMax={team.max_active_per_member}
              />
            ))}
          </ul>
        )}
        <Pages
          first={cursor ? listAddress({ days: period, q }) : null}
          next={page.next && listAddress({ days: period, q, cursor: page.next })}
        />
      </section>
    </section>
  );
}
