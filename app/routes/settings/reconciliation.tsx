import { CircleCheck, Lock } from "lucide-react";
import { data, Link, useNavigation } from "react-router";
import { EmptyState } from "~/components/controls/empty-state.tsx";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { useReloadEvery } from "~/components/controls/use-reload-every.ts";
import { FindingRow } from "~/components/reconciliation/finding-row.tsx";
import { ReconciliationFacts } from "~/components/reconciliation/reconciliation-facts.tsx";
import { RunNow } from "~/components/reconciliation/reconciliation-run.tsx";
import type { ReconciliationBody } from "../../../workers/domain/sandbox/reconciliation.ts";
import {
  getReconciliation,
  runReconciliation,
} from "../../../workers/services/reconciliation/reconciliation.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/reconciliation.ts";

/** The cron runs each minute; the page follows it at half of that, ms. */
const RELOAD_MS = 30_000;

export const meta: Route.MetaFunction = () => [{ title: "Reconciliation · Sandbar" }];

export async function loader({ context, url }: Route.LoaderArgs) {
  const cursor = Number(url.searchParams.get("cursor")) || undefined;
  const got = await getReconciliation(pageContext(context), { cursor });
  return got.ok
    ? { seen: got.value, older: cursor !== undefined, refusal: null }
    : { seen: null, older: false, refusal: got.refusal };
}

export async function action({ context }: Route.ActionArgs) {
  const ran = await runReconciliation(pageContext(context));
  if (ran.ok) return data({ refusal: null, ran: ran.value });
  return data({ refusal: ran.refusal, ran: null }, { status: 409 });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function Reconciliation({ loaderData, actionData }: Route.ComponentProps) {
  const busy = useNavigation().state === "submitting";
  useReloadEvery(RELOAD_MS);
  const { seen, refusal, older } = loaderData;
  if (!seen) {
    return (
      <EmptyState icon={<Lock />} title={refusal?.message ?? "This can’t be shown."}>
        {refusal?.next_step}
      </EmptyState>
    );
  }
  return (
    <section aria-labelledby="reconciliation-title" className="grid max-w-3xl gap-5">
      <div>
        <h2 id="reconciliation-title" className="font-medium">
          Reconciliation
        </h2>
        <p className="mt-1 text-muted">
          Each minute the engine, every sandbox’s own record and the list are compared, and what differs is
          put right: nothing runs unseen, nothing counts that does not run.
        </p>
      </div>
      <Warnings seen={seen} />
      <RefusalNote refusal={busy ? null : actionData?.refusal} />
      <ReconciliationFacts {...seen} />
      <RunNow busy={busy} ran={actionData && "ran" in actionData ? actionData.ran : null} />
      <Findings seen={seen} older={older} />
    </section>
  );
}

function Warnings({ seen: { overdue, last_run, engine } }: { seen: ReconciliationBody }) {
  const since = last_run ? "for more than five minutes" : "yet";
  return (
    <>
      {overdue ? (
        <RefusalNote
          refusal={{
            message: `No comparison has ended ${since}.`,
            next_step:
              "It should run each minute: look at the server’s log, and that its schedule is on. Until then, run it here.",
          }}
        />
      ) : null}
      <RefusalNote refusal={engine.problem} />
      {last_run && last_run.failures.length > 0 ? (
        <div className="rounded-lg border border-current p-3 text-warn tinted">
          <p className="font-medium text-text">
            The last run could not look at everything; the next tries again.
          </p>
          <ul className="mt-1 grid list-disc gap-1 pl-5 text-text">
            {last_run.failures.map((failure) => (
              <li key={failure} className="break-words">
                {failure}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  );
}

function Findings({ seen: { findings, cursor }, older }: { seen: ReconciliationBody; older: boolean }) {
  if (findings.length === 0) {
    return (
      <EmptyState icon={<CircleCheck />} title="Nothing had to be repaired">
        What the engine runs and what the records say have always agreed.
      </EmptyState>
    );
  }
  return (
    <div className="grid gap-2">
      <h3 className="font-medium">What was found and put right</h3>
      <ul className="panel divide-y divide-line">
        {findings.map((finding) => (
          <FindingRow key={`${finding.at} ${finding.sandbox_id} ${finding.action}`} finding={finding} />
        ))}
      </ul>
      <nav aria-label="Pages of findings" className="flex gap-4">
        {older ? (
          <Link to="." className="text-accent underline">
            Newest findings
          </Link>
        ) : null}
        {cursor === null ? null : (
          <Link to={`?cursor=${cursor}`} className="text-accent underline">
            Older findings
          </Link>
        )}
      </nav>
    </div>
  );
}
