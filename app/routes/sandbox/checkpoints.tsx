import { Archive } from "lucide-react";
import { useOutletContext } from "react-router";
import { EmptyState } from "~/components/controls/empty-state.tsx";
import { useRefreshWhen, workOf } from "~/components/controls/use-refresh-when.ts";
import { ArchiveEnd } from "~/components/keeping/archive-end.tsx";
import { CheckpointRow } from "~/components/keeping/checkpoint-row.tsx";
import { useSandbox } from "~/live/sandbox/use-sandbox.tsx";
import { listCheckpoints } from "../../../workers/services/keeping/checkpoints.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/checkpoints.ts";
import type { SandboxPage } from "./page.ts";

export async function loader({ context, params }: Route.LoaderArgs) {
  return answered(await listCheckpoints(pageContext(context), { name: params.name }));
}

export default function Checkpoints({ loaderData }: Route.ComponentProps) {
  const { record, events } = useSandbox();
  const { mayChange, mayFork } = useOutletContext<SandboxPage>();
  const deleted = events.findLast(({ type }) => type === "checkpoint_deleted");
  useRefreshWhen(record.checkpoint?.checkpoint_id, workOf(record), deleted?.seq);
  return (
    <section aria-labelledby="checkpoints-title" className="grid gap-3">
      <h2 id="checkpoints-title" className="sr-only">
        Checkpoints
      </h2>
      <p className="text-muted">
        A checkpoint is every file of the workspace, stored apart and read back before it counts. Bringing one
        back restores files, not running processes.
      </p>
      {record.state === "destroyed" ? <ArchiveEnd record={record} mayChange={mayChange} /> : null}
      {loaderData.items.length === 0 ? (
        <EmptyState icon={<Archive />} title="No checkpoints yet">
          One is made when you save, while it runs and changes, and before every teardown.
        </EmptyState>
      ) : (
        <ul className="panel divide-y divide-line">
          {loaderData.items.map((checkpoint) => (
            <CheckpointRow
              key={checkpoint.checkpoint_id}
              checkpoint={checkpoint}
              record={record}
              mayChange={mayChange}
              mayFork={mayFork}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
