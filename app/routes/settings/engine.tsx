import { Check, Minus } from "lucide-react";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { engineHealth } from "../../../workers/services/sandboxes/engine-health.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/engine.ts";

export const meta: Route.MetaFunction = () => [{ title: "Engine · Sandbar" }];

export async function loader({ context }: Route.LoaderArgs) {
  return engineHealth(pageContext(context));
}

const LIMITS = [
  ["cpu", "CPU time"],
  ["memory", "Memory"],
  ["pids", "Processes and threads"],
  ["disk", "Disk space"],
  ["network", "Network"],
] as const;

export default function Engine({ loaderData: { health, refusal } }: Route.ComponentProps) {
  return (
    <section aria-labelledby="engine-title" className="grid max-w-3xl gap-4">
      <div>
        <h2 id="engine-title" className="font-medium">
          {health ? `The ${health.engine} engine` : "The engine"}
        </h2>
        <p className="mt-1 text-muted">
          It starts sandboxes and keeps them apart. This is what it enforces here and now.
        </p>
      </div>
      <RefusalNote refusal={refusal} />
      {health ? (
        <>
          <ul className="panel divide-y divide-line">
            {LIMITS.map(([limit, words]) => (
              <li key={limit} className="flex items-center gap-3 px-4 py-2.5">
                {health.limits[limit] ? (
                  <Check className="size-4 text-ok" aria-hidden />
                ) : (
                  <Minus className="size-4 text-warn" aria-hidden />
                )}
                <span className="flex-1">{words}</span>
                <span className={health.limits[limit] ? "text-muted" : "text-warn"}>
                  {health.limits[limit] ? "Enforced" : "Not enforced"}
                </span>
              </li>
            ))}
          </ul>
          {health.limits.notes.length > 0 ? (
            <ul className="grid list-disc gap-1 pl-5 text-muted">
              {health.limits.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          ) : null}
        </>
      ) : null}
    </section>
  );
}
