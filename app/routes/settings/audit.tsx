import { Download, Lock, ScrollText, SearchX } from "lucide-react";
import { data, Link, useNavigation } from "react-router";
import { AuditFilters, parametersOf } from "~/components/audit/audit-filters.tsx";
import { AuditRetention } from "~/components/audit/audit-retention.tsx";
import { AuditRow, type ShownEntry } from "~/components/audit/audit-row.tsx";
import { auditWords, refusedBecause } from "~/components/audit/audit-words.ts";
import { useOlderEntries } from "~/components/audit/use-older-entries.ts";
import { EmptyState } from "~/components/controls/empty-state.tsx";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { useRefusalInSight } from "~/components/controls/use-refusal-in-sight.ts";
import { can } from "../../../workers/domain/access.ts";
import { readAudit } from "../../../workers/services/audit/audit-log.ts";
import { namesIn } from "../../../workers/services/audit/audit-names.ts";
import {
  changeAuditRetention,
  entriesOlderThan,
  getAuditRetention,
} from "../../../workers/services/audit/audit-retention.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/audit.ts";
import { auditQueryOf } from "./audit-query.ts";

export const meta: Route.MetaFunction = () => [{ title: "Audit log · Sandbar" }];

const HERE = "/settings/audit";

export async function loader({ context, url }: Route.LoaderArgs) {
  const services = pageContext(context);
  const query = auditQueryOf(url);
  const before = Number(url.searchParams.get("before")) || undefined;
  const read = await readAudit(services, { ...query, before });
  const refusal = read.ok ? null : read.refusal;
  const kept = await getAuditRetention(services);
  const page = read.ok ? await shown(services, read.value) : null;
  return {
    query,
    page,
    refusal,
    isOlder: before !== undefined,
    days: kept.ok ? kept.value.audit_retention_days : null,
    mayRetain: can(services.viewer, "audit.retain").ok,
  };
}

type Services = ReturnType<typeof pageContext>;
type ReadPage = Extract<Awaited<ReturnType<typeof readAudit>>, { ok: true }>["value"];

async function shown(services: Services, { items, next_before }: ReadPage) {
  const names = await namesIn(services, items);
  const entries = items.map((entry): ShownEntry => {
    const { outcome, data: written, ...rest } = entry;
    return {
      ...rest,
      words: auditWords(entry, names),
      refused: outcome === "refused" ? refusedBecause(entry) : null,
      interrupted: outcome === "interrupted",
      data: JSON.stringify(written, null, 2),
    };
  });
  return { items: entries, next_before };
}

/** A shorter time is asked for once more, with what it deletes. */
export async function action({ request, context }: Route.ActionArgs) {
  const services = pageContext(context);
  const form = await request.formData();
  const wished = Number(form.get("audit_retention_days"));
  const present = await getAuditRetention(services);
  const days = present.ok ? present.value.audit_retention_days : 0;
  const shorter = wished > 0 && (days === 0 || wished < days);
  if (shorter && form.get("confirm") !== String(wished)) {
    const entries = await entriesOlderThan(services, wished);
    if (entries.ok)
      return data({ refusal: null, asked: { days: wished, entries: entries.value }, saved: false });
    return data({ refusal: entries.refusal, asked: null, saved: false }, { status: 403 });
  }
  const changed = await changeAuditRetention(services, { audit_retention_days: wished });
  const refusal = changed.ok ? null : changed.refusal;
  return data({ refusal, asked: null, saved: changed.ok }, { status: changed.ok ? 200 : 400 });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function Audit({ loaderData, actionData }: Route.ComponentProps) {
  const { query, page, refusal, days, mayRetain } = loaderData;
  useRefusalInSight(actionData?.refusal);
  const navigation = useNavigation();
  const denied = refusal !== null && refusal.field === undefined;
  if (denied) {
    return (
      <EmptyState icon={<Lock />} title={refusal.message}>
        {refusal.next_step}
      </EmptyState>
    );
  }
  const filtering = navigation.state === "loading" && navigation.location?.pathname === HERE;
  return (
    <section aria-labelledby="audit-title" className="grid max-w-4xl gap-5">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="max-w-2xl">
          <h2 id="audit-title" className="font-medium">
            Audit log
          </h2>
          <p className="mt-1 text-muted">
            Every change and every refused attempt, by whom, from where and when. Nobody can change it.
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Export format="csv" query={query} />
          <Export format="jsonl" query={query} />
        </div>
      </div>
      <AuditFilters query={query} error={refusal ? `${refusal.message} ${refusal.next_step ?? ""}` : null} />
      <div aria-busy={filtering} className={filtering ? "opacity-60" : undefined}>
        {page ? <Entries key={parametersOf(query)} {...loaderData} page={page} /> : null}
      </div>
      <section aria-labelledby="retention-title" className="grid max-w-md gap-3">
        <h3 id="retention-title" className="font-medium">
          How long it is kept
        </h3>
        <RefusalNote refusal={actionData?.refusal?.field ? null : actionData?.refusal} />
        <AuditRetention
          days={days ?? 0}
          mayChange={mayRetain}
          asked={actionData && "asked" in actionData ? actionData.asked : null}
          saved={actionData !== undefined && "saved" in actionData && actionData.saved}
          refusal={actionData?.refusal ?? null}
          busy={navigation.state === "submitting"}
        />
      </section>
    </section>
  );
}

function Export({
  format,
  query,
}: {
  format: "csv" | "jsonl";
  query: Route.ComponentProps["loaderData"]["query"];
}) {
  const parameters = parametersOf(query);
  return (
    <a
      href={`/api/v1/audit/export?format=${format}${parameters ? `&${parameters}` : ""}`}
      download
      className="inline-flex h-7 items-center gap-1.5 rounded-md border border-edge bg-surface px-2 font-medium text-xs hover:bg-hover"
    >
      <Download className="size-3.5" aria-hidden /> {format === "csv" ? "CSV" : "JSON lines"}
      <span className="sr-only"> of what is filtered</span>
    </a>
  );
}

type Shown = NonNullable<Route.ComponentProps["loaderData"]["page"]>;

function Entries({
  page,
  query,
  isOlder,
}: { page: Shown } & Pick<Route.ComponentProps["loaderData"], "query" | "isOlder">) {
  const parameters = parametersOf(query);
  const list = useOlderEntries<ShownEntry>(page, (before) => {
    return `${HERE}?${parameters ? `${parameters}&` : ""}before=${before}`;
  });
  if (list.items.length === 0) return <Nothing filtered={parameters !== ""} />;
  return (
    <div className="grid gap-3">
      <ul className="panel divide-y divide-line">
        {list.items.map((entry) => (
          <AuditRow key={entry.seq} entry={entry} query={query} />
        ))}
      </ul>
      <nav aria-label="Pages of the audit log" className="flex flex-wrap gap-4">
        {isOlder ? (
          <Link to={`${HERE}?${parameters}`} className="text-accent underline">
            Newest entries
          </Link>
        ) : null}
        {list.older ? (
          <Link
            to={list.older}
            className="text-accent underline"
            aria-disabled={list.loading || undefined}
            onClick={(event) => {
              event.preventDefault();
              list.load();
            }}
          >
            {list.loading ? "Loading older entries…" : "Load older entries"}
          </Link>
        ) : (
          <span className="text-muted">That is all there is.</span>
        )}
      </nav>
    </div>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (!filtered) {
    return (
      <EmptyState icon={<ScrollText />} title="Nothing was written down yet">
        What people and the policy do appears here by itself.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<SearchX />} title="No entry fits these filters">
      <Link to={HERE} className="text-accent underline">
        Show everything
      </Link>
    </EmptyState>
  );
}
