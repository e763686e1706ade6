import { data, Form } from "react-router";
import { Button } from "~/components/controls/button.tsx";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { useReloadEvery } from "~/components/controls/use-reload-every.ts";
import { HoursChart } from "~/components/usage/hours-chart.tsx";
import { OwnerRow } from "~/components/usage/owner-row.tsx";
import { PeakChart } from "~/components/usage/peak-chart.tsx";
import { StorageChart } from "~/components/usage/storage-chart.tsx";
import { can } from "../../../workers/domain/access.ts";
import { changeMemberQuota } from "../../../workers/services/team/member-quota.ts";
import { getUsage } from "../../../workers/services/team/usage.ts";
import { answered, refusalOf } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/usage.ts";

export const meta: Route.MetaFunction = () => [{ title: "Usage · Sandbar" }];

const PERIODS = [7, 30, 90] as const;
const PERIOD_DEFAULT = 30;

export async function loader({ context, url }: Route.LoaderArgs) {
  const services = pageContext(context);
  const wanted = Number(url.searchParams.get("days"));
  const days = PERIODS.find((period) => period === wanted) ?? PERIOD_DEFAULT;
  return {
    usage: answered(await getUsage(services, { days })),
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

export default function Usage({ loaderData: { usage, days, mayManage }, actionData }: Route.ComponentProps) {
  const { team, owners } = usage;
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
          {PERIODS.map((period) => (
            <Button
              key={period}
              type="submit"
              size="small"
              name="days"
              value={period}
              look={period === days ? "outline" : "quiet"}
              aria-pressed={period === days}
            >
              {period} days
            </Button>
          ))}
        </Form>
      </div>
      <PeakChart days={usage.days} team={team} />
      <HoursChart days={usage.days} owners={owners} />
      <StorageChart days={usage.days} team={team} />
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
        <ul className="panel divide-y divide-line">
          {owners.map((owner) => (
            <OwnerRow
              key={owner.user_id ?? "others"}
              owner={owner}
              mayManage={mayManage}
              policyMax={team.max_active_per_member}
            />
          ))}
        </ul>
      </section>
    </section>
  );
}
