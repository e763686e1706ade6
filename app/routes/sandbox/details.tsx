import { Fragment } from "react";
import { useOutletContext } from "react-router";
import { IdleTimeoutForm } from "~/components/sandbox/idle-timeout-form.tsx";
import { activityFacts, endFacts, originFacts } from "~/components/sandbox/sandbox-facts.tsx";
import { useSandbox } from "~/live/sandbox/use-sandbox.tsx";
import type { SandboxPage } from "./page.ts";

export default function Details() {
  const { record } = useSandbox();
  const { mayChange } = useOutletContext<SandboxPage>();
  return (
    <section aria-labelledby="details-title" className="grid gap-4">
      <h2 id="details-title" className="sr-only">
        Details
      </h2>
      <dl className="panel grid gap-x-8 p-5 sm:grid-cols-[auto_1fr] sm:gap-y-3">
        {[...originFacts(record), ...activityFacts(record), ...endFacts(record)].map(([name, value]) => (
          <Fragment key={name}>
            <dt className="text-muted">{name}</dt>
            <dd className="min-w-0 break-words max-sm:mb-3">{value}</dd>
          </Fragment>
        ))}
      </dl>
      <IdleTimeoutForm record={record} mayChange={mayChange} />
    </section>
  );
}
